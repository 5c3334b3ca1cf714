import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type FakeIssuer, githubClaims, gitlabClaims, openFakeIssuer, type TokenClaims } from '@boss-deployer/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { filled } from './ci/examples.ts'
import { type Running, startShell } from './ci/shell.ts'
import { type Hall, openHall } from './hall.ts'

const GATE = 'shop.production'
const DEPLOYS = 'echo now deploy'
const texts = z.record(z.string(), z.string())
const folder = tempFolder()

let hall: Hall
let desk: Desk
let github: FakeIssuer
let gitlab: FakeIssuer

beforeAll(async () => {
  github = await openFakeIssuer()
  gitlab = await openFakeIssuer()
  const systems = [
    { ci: 'github', issuer: github, claims: { repository: 'acme/shop' } },
    { ci: 'gitlab', issuer: gitlab, claims: { project_path: 'acme/shop' } },
  ]
  const issuers = systems.map(({ ci, issuer: { url, audience, keysUrl }, claims }) => ({
    ...{ name: ci, ci, issuer: url, audience, jwks_uri: keysUrl },
    rules: [{ claims, grants: [{ role: 'pipeline', gate: GATE }] }],
  }))
  const trust = join(folder.path, 'trust.json')
  writeFileSync(trust, JSON.stringify({ issuers }))
  hall = await openHall(['--trust', trust])
  desk = deskOf(hall)
  await hall.post('/gates', { gate: GATE })
})
afterAll(async () => {
  await hall.close()
  await github[Symbol.asyncDispose]()
  await gitlab[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** What GitHub's runner gives a job: the address that signs, and what the expressions of the action stand for. */
async function startGithub(claims: TokenClaims = githubClaims): Promise<Running & AsyncDisposable> {
  const asked: unknown[] = []
  const signer = createServer(({ headers, url }, reply) => {
    const { searchParams } = new URL(url ?? '', 'http://runner')
    const [audience, version] = [searchParams.get('audience'), searchParams.get('api-version')]
    asked.push({ by: headers.authorization, audience, version })
    void github.sign(claims, Date.now()).then((value) => reply.end(JSON.stringify({ count: 1, value })))
  })
  await new Promise<void>((resolve) => signer.listen(0, '127.0.0.1', resolve))
  const { port } = signer.address() as AddressInfo
  builds += 1
  const run = startShell(`${action.run}\n`, {
    ...Object.fromEntries(
      Object.entries(action.env).map(([name, value]) => [name, filled(value, expression, values())]),
    ),
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
    GITHUB_ACTION_PATH: join(root, 'examples/github/ask-the-boss'),
  })
  const closed = async () => {
    await run.ended
    signer.close()
    expect(asked).toEqual([{ by: 'Bearer runner', audience: hall.url, version: '2.0' }])
  }
  return { ...run, [Symbol.asyncDispose]: closed }
}

let builds = 0
const expression = /\$\{\{ ([^}]+) \}\}/g
const values = () => ({
  'inputs.link': hall.url,
  'inputs.gate': GATE,
  'inputs.step': 'production',
  'inputs.timeout': '60',
  'github.repository': 'acme/shop',
  'github.run_id': String(builds),
  'github.run_attempt': '1',
  'github.job': 'production',
  'github.sha': String(githubClaims.sha),
  'strategy.job-index': '0',
})
const step = z.object({ env: texts, run: z.string() })
const action = z
  .object({ runs: z.object({ steps: z.tuple([step]) }) })
  .parse(parse(readFileSync(join(root, 'examples/github/ask-the-boss/action.yml'), 'utf8'))).runs.steps[0]

/** What GitLab's runner makes of the example: the variables, the id token, and both scripts in one shell. */
async function startGitlab(claims: TokenClaims = gitlabClaims): Promise<Running & AsyncDisposable> {
  builds += 1
  const variables = { CI_PROJECT_PATH: 'acme/shop', CI_JOB_NAME: 'production', CI_JOB_ID: String(builds) }
  const known = { ...variables, CI_COMMIT_SHA: String(gitlabClaims.sha) }
  const own = Object.entries(template.variables).map(([name, value]): [string, string] => [
    name,
    filled(value, /\$(\w+)/g, known),
  ])
  const script = [...template.before_script, ...job.script]
    .join('\n')
    .replace('ci/ask-and-wait.sh', 'examples/curl/ask-and-wait.sh')
    .replace('./deploy.sh', DEPLOYS)
  const BOSS_TOKEN = await gitlab.sign(claims, Date.now())
  const run = startShell(script, { ...Object.fromEntries(own), BOSS_URL: hall.url, BOSS_TOKEN })
  return { ...run, [Symbol.asyncDispose]: async () => void (await run.ended) }
}

const { '.ask-the-boss': template, production: job } = z
  .object({
    '.ask-the-boss': z.object({
      id_tokens: z.object({ BOSS_TOKEN: z.object({ aud: z.string() }) }),
      variables: texts,
      before_script: z.array(z.string()),
    }),
    production: z.object({ extends: z.literal('.ask-the-boss'), script: z.array(z.string()) }),
  })
  .parse(parse(readFileSync(join(root, 'examples/gitlab/deploy.yml'), 'utf8')))

test('the audience of GitLab’s token is the link’s own address', () => {
  expect(template.id_tokens.BOSS_TOKEN.aud).toBe(template.variables.BOSS_URL)
})

describe.each([
  ['GitHub Actions', startGithub, 'octo-anna'],
  ['GitLab', startGitlab, 'anna'],
] as const)('a job of %s, with nothing but its own identity', (_, start, person) => {
  test('waits, passes with the claim, and the record knows who started it', async () => {
    await using running = await start()
    const lock = await desk.waiting(GATE)
    const shown = JSON.stringify(await hall.get(`/locks/${lock}`))
    expect(shown).toContain('acme/shop')
    await desk.unlock(lock)
    const { code, said } = await running.ended
    expect(code, said).toBe(0)
    expect(said).toContain('let through')
    expect(await desk.stateOf(lock)).toBe('claimed')
    expect(shown).toContain(person)
  })

  test('passes though its token has ended before the boss pressed', async () => {
    const claims = person === 'anna' ? gitlabClaims : githubClaims
    const issuer = person === 'anna' ? gitlab : github
    // The link allows clocks to differ by 30 s: this one is taken for a few seconds more.
    const ends = { ...claims, exp: Math.floor(Date.now() / 1_000) - 22 }
    const token = await issuer.sign(ends, Date.now() - 300_000)
    await using running = await start(ends)
    const lock = await desk.waiting(GATE)
    await until('the token has ended', async () => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`${hall.url}/api/v1/locks`, { headers })).status === 401
    })
    await desk.unlock(lock)
    const { code, said } = await running.ended
    expect(code, said).toBe(0)
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('fails on a no, and takes its question back when it is cancelled', async () => {
    await using refused = await start()
    await desk.reject(await desk.waiting(GATE))
    expect(await refused.ended).toMatchObject({ code: 3 })
    await using cancelled = await start()
    const lock = await desk.waiting(GATE)
    await cancelled.says('waiting for the boss')
    cancelled.stop('group')
    expect((await cancelled.ended).code).not.toBe(0)
    await until('it is taken back', async () => (await desk.stateOf(lock)) === 'cancelled')
  })

  test('of a stranger is refused before anybody is asked', async () => {
    const stranger = { repository: 'eve/shop', project_path: 'eve/shop' }
    const claims = person === 'anna' ? gitlabClaims : githubClaims
    await using running = await start({ ...claims, ...stranger })
    const { code, said } = await running.ended
    expect(code, said).toBe(1)
    expect(said).toContain('the link refuses')
  })
})
