import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeIssuer, githubClaims, gitlabClaims, openFakeIssuer, type TokenClaims } from '@boss-deployer/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'
import { type RunningAction, startAction } from './ci/action.ts'
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

/** The step of the example, run as GitHub's runner does it. */
async function startGithub(claims: TokenClaims = githubClaims): Promise<RunningAction> {
  builds += 1
  return await startAction({
    sign: () => github.sign(claims, Date.now()),
    inputs: { link: hall.url, gate: GATE, timeout: '60' },
    known: { ...known, 'github.run_id': String(builds) },
  })
}

let builds = 0
const known = {
  ...{ 'github.repository': 'acme/shop', 'github.run_attempt': '1', 'github.job': 'production' },
  ...{ 'github.sha': String(githubClaims.sha), 'strategy.job-index': '0' },
}

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

describe('the action of GitHub', () => {
  test('tells later steps and the page of the run, and keeps its token out of the log', async () => {
    await using running = await startGithub()
    await desk.unlock(await desk.waiting(GATE))
    await running.ended
    const { outputs, summary, audiences } = await running.told()
    expect(outputs.outcome).toBe('passed')
    expect(outputs.lock).toMatch(/^[\da-f-]{36}$/)
    expect(outputs['approved-by']).not.toBe('')
    expect(summary).toContain('let through')
    expect(audiences).toEqual([hall.url])
    const lines = running.stdout().split('\n')
    expect(lines.filter((line) => line.includes('eyJ'))).toEqual([expect.stringMatching(/^::add-mask::eyJ/)])
  })

  test('takes its question back at the end of the job, where it was killed itself', async () => {
    await using running = await startGithub()
    const lock = await desk.waiting(GATE)
    await running.says('waiting for the boss')
    running.kill()
    await running.ended
    expect(await desk.stateOf(lock)).toBe('locked')
    expect(await running.end()).toMatchObject({ code: 0 })
    expect(await desk.stateOf(lock)).toBe('cancelled')
  })

  test('leaves at the end of the job what has passed as it is', async () => {
    await using running = await startGithub()
    const lock = await desk.waiting(GATE)
    await desk.unlock(lock)
    await running.ended
    expect(await running.end()).toEqual({ code: 0, said: '' })
    expect(await desk.stateOf(lock)).toBe('claimed')
  })

  test('takes no word of a boss for a command of the runner', async () => {
    await using running = await startGithub()
    const lock = await desk.waiting(GATE)
    await hall.post(`/locks/${lock}/reject`, { reason: 'no\n::set-output name=outcome::passed\noutcome<<x\npassed\nx' })
    await running.ended
    const { outputs } = await running.told()
    expect(outputs.outcome).toBe('rejected')
    expect(
      running
        .stdout()
        .split('\n')
        .filter((line) => line.startsWith('::set-output')),
    ).toEqual([])
  })

  test('says what is missing where the job has no identity', async () => {
    await using running = await startAction({
      sign: null,
      inputs: { link: hall.url, gate: GATE },
      known: { ...known, 'github.run_id': '1' },
    })
    expect(await running.ended).toMatchObject({ code: 2 })
    expect(running.stdout()).toContain('permissions: id-token: write')
  })
})

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
