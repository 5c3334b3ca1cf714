import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultPolicy } from '../../apps/cli/src/testing/default-policy.ts'
import { boss, type Ended, startBoss } from './boss/boss.ts'
import { type House, openHouse } from './boss/house.ts'
import { containing } from './boss/said.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house[Symbol.asyncDispose]())

const example = new URL('../../examples/gates.yaml', import.meta.url).pathname
const tokens = () => z.object({ operator: z.string() }).parse(JSON.parse(readFileSync(house.at.token_file, 'utf8')))
const rest = (method: string, path: string, body?: object, etag?: string) =>
  fetch(`${house.at.link}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens().operator}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(etag ? { 'if-match': etag } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const answer = z.object({ etag: z.string(), policy: z.looseObject({}), defaults: z.looseObject({}) })
const policyOf = async (gate: string) => answer.parse(await (await rest('GET', `/gates/${gate}/policy`)).json())

function fileOf(text: string): string {
  const file = join(house.data, 'gates.yaml')
  writeFileSync(file, text)
  return file
}
const gatesOf = (gates: object) => fileOf(JSON.stringify({ gates }))
const outcomes = z.object({
  gates: z.array(z.looseObject({ gate: z.string(), outcome: z.string() })),
  not_in_file: z.array(z.string()),
})
const outcomesOf = ({ out }: Ended) =>
  outcomes.parse(JSON.parse(out)).gates.map(({ gate, outcome }) => `${gate} ${outcome}`)

describe('boss apply', () => {
  test('makes the gates of the example, and a second time there is nothing to do', async () => {
    await house.run('gate', 'add', 'old')
    const dry = await house.run('apply', '-f', example, '--dry-run')
    expect(dry).toMatchObject({ code: 0, out: containing('add        shop.production') })
    expect(dry.out).toContain('two_keys: { window: 30s }')
    expect(dry.out).toContain('left as is old, which the file does not name')
    expect((await rest('GET', '/gates/shop/policy')).status).toBe(404)

    const asked = await house.run('apply', '-f', example)
    expect(asked).toMatchObject({ code: 2, err: containing('--yes is missing') })
    expect((await rest('GET', '/gates/shop/policy')).status).toBe(404)

    const applied = await house.run('apply', '-f', example, '--yes', '--json')
    expect(applied.code).toBe(0)
    expect(outcomesOf(applied)).toEqual(['root changed', 'shop added', 'shop.production added', 'shop.staging added'])
    expect((await policyOf('shop.production')).policy).toMatchObject({
      approvals: 2,
      two_keys: { window_ms: 30_000 },
      needs_reason: { reject: true, release: false, block: true },
    })
    const again = await house.run('apply', '-f', example)
    expect(again).toMatchObject({ code: 0, out: containing('nothing to do') })
  })

  test('reads standard input, and shows what changes field by field', async () => {
    const text = 'gates:\n  old:\n    approvals: 3\n    lock_expires_after: 30m\n'
    const piped = startBoss(['apply', '-f', '-', '--yes', '--data', house.data], {}, { input: text })
    expect(await piped.ended).toMatchObject({ code: 0, err: containing('lock_expires_after: 1d -> 30m') })
    const shown = await house.run('gate', 'policy', 'old')
    expect(shown.out).toMatch(/^approvals +3 *$/m)
    expect(shown.out).toMatch(/^queue +"fifo" +default$/m)
    const back = await house.run('apply', '-f', gatesOf({ old: null }), '--yes')
    expect(back).toMatchObject({ code: 0, err: containing('approvals: 3 -> 1') })
    expect((await policyOf('old')).policy).toEqual(defaultPolicy)
    expect((await policyOf('old')).defaults).toEqual(defaultPolicy)
  })

  test('changes nothing when the file has a mistake, and says in which line', async () => {
    const file = fileOf('gates:\n  old:\n    approvals: 2\n  shop:\n    approval: 2\n')
    const { code, err } = await house.run('apply', '-f', file, '--yes')
    expect(code).toBe(2)
    expect(err).toContain(`${file}:5: shop has no field "approval"`)
    expect((await policyOf('old')).policy).toMatchObject({ approvals: 1 })
  })

  test('does not overwrite what was changed after the plan was made, and says what was done and what was not', async () => {
    for (const gate of ['one', 'two', 'three']) await house.run('gate', 'add', gate)
    await using between = await changingBetween('two')
    const file = gatesOf({ one: { approvals: 2 }, two: { approvals: 2 }, three: { approvals: 2 }, zero: null })
    const env = { BOSS_URL: between.url, BOSS_TOKEN: tokens().operator }
    const { code, err, out } = await boss(['apply', '-f', file, '--yes', '--json'], env)
    expect(code).toBe(1)
    expect(outcomesOf({ code, err, out })).toEqual(['one changed', 'three changed', 'two failed', 'zero not tried'])
    expect(err).toContain('precondition_failed')
    expect((await policyOf('two')).policy).toMatchObject({ approvals: 5 })
    expect((await rest('GET', '/gates/zero/policy')).status).toBe(404)
  })
})

/** A way to the link on which somebody else changes the policy of a gate right before the first PUT. */
async function changingBetween(gate: string) {
  let hasChanged = false
  const server = createServer((incoming, outgoing) => {
    const pass = async () => {
      if (incoming.method === 'PUT' && !hasChanged) {
        hasChanged = true
        await rest('PUT', `/gates/${gate}/policy`, { approvals: 5 }, (await policyOf(gate)).etag)
      }
      const { method, headers, url } = incoming
      const onward = request(new URL(url ?? '/', house.at.link), { method, headers }, (answered) => {
        outgoing.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(outgoing)
      })
      incoming.pipe(onward)
    }
    pass().catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('boss bypass', () => {
  async function person(name: string): Promise<NodeJS.ProcessEnv> {
    const made = await house.run('token', 'create', '--name', name, '--role', 'viewer')
    return { BOSS_URL: house.at.link, BOSS_TOKEN: made.out.trim() }
  }
  const ask = ['lock', '--gate', 'glass', '--pipeline', 'shop', '--step', 'deploy', '--commit', 'a1b2c3d']
  const leave = ['bypass', '--gate', 'glass', '--pipeline', 'shop', '--step', 'deploy', '--reason', 'incident 42']

  test('lets one run of a pipeline pass a block when two responders agree, and none after it', async () => {
    const [sue, tom] = [await person('sue'), await person('tom')]
    const policy = { responders: ['token:sue', 'token:tom'], bypass_needs: 2 }
    expect((await house.run('apply', '-f', gatesOf({ glass: policy }), '--yes')).code).toBe(0)
    expect(await boss(leave, sue)).toMatchObject({ code: 1, err: containing('is not blocked') })
    await house.run('block', '--gate', 'glass', '--reason', 'fire')
    expect((await house.run(...ask)).code).toBe(1)
    expect(await house.run(...leave)).toMatchObject({ code: 1, err: containing('is not a responder') })
    expect(await boss(leave, sue)).toMatchObject({ code: 0, out: containing('1 of 2 responders') })
    expect((await house.run(...ask)).code).toBe(1)
    expect(await boss(leave, tom)).toMatchObject({ code: 0, out: containing('passes once') })
    expect(await house.run(...ask)).toMatchObject({ code: 0, err: containing('incident 42') })
    expect((await house.run(...ask)).code).toBe(1)
    expect((await house.run('status', '--gate', 'glass')).out).toContain('lets nobody through')
    const { out } = await house.run('history')
    expect(out).toMatch(/sue .*asks for a bypass {2}of shop \/ deploy at glass: incident 42/)
    expect(out).toMatch(/tom .*grants a bypass {2}to shop \/ deploy at glass/)
    expect(out).toMatch(/passes {2}lock \S+ at glass by a bypass/)
  })
})

describe('boss lock --changelog-from-git', () => {
  test('shows who approves what has changed since the last approval', async () => {
    await house.run('gate', 'add', 'log')
    const repository = join(house.data, 'repository')
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=a@example.com', ...args], {
        encoding: 'utf8',
        env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
      }).trim()
    git('init', '-q', repository)
    const commit = (message: string) => {
      git('-C', repository, 'commit', '--allow-empty', '--no-gpg-sign', '-q', '-m', message)
      return git('-C', repository, 'rev-parse', 'HEAD')
    }
    const ask = async (sha: string) => {
      const at = ['--gate', 'log', '--pipeline', 'p', '--step', 's', '--no-wait', '--changelog-from-git']
      const script = ['lock', ...at, '--commit', sha, '--data', house.data]
      const asked = await startBoss(script, {}, { cwd: repository }).ended
      const uuid = asked.out.trim()
      const lock: unknown = await (await rest('GET', `/locks/${uuid}`)).json()
      return { uuid, lock, err: asked.err }
    }
    const first = commit('first')
    const one = await ask(first)
    expect(one.err).toContain('nothing was approved before')
    await house.run('unlock', one.uuid)
    commit('mend the till')
    const two = await ask(commit('paint the door'))
    expect(two.lock).toMatchObject({
      previous: { lock: one.uuid, commit: first },
      context: { changelog: [containing('paint the door'), containing('mend the till')] },
    })
  })
})
