import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { codeOf } from './rest.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const refusal = z.object({ code: z.literal('not_passed'), reason: z.string(), lock: z.uuid() })
const block = { status: 'blocked', reason: 'fire' }

interface Canary {
  readonly gate: string
  readonly token?: string
}

/** One canary of a cluster; the answer posts for a revision of it, as Flagger does each minute. */
function canaryAt({ gate, token = world.pipelineToken }: Canary, name = unique('shop')) {
  const metadata = { token, gate, step: 'rollout' }
  return (checksum: string, more: object = {}) =>
    world.rest('POST', '/intake/flagger', {
      body: { name, namespace: 'prod', phase: 'Progressing', checksum, metadata, ...more },
    })
}

/** The same, of the webhook that may roll it back. */
const rollbackOf = (gate: string, name: string) => (checksum: string) => {
  const metadata = { token: world.pipelineToken, gate, step: 'rollout' }
  const body = { name, namespace: 'prod', phase: 'Progressing', checksum, metadata }
  return world.rest('POST', '/intake/flagger/rollback', { body })
}

const operate = (path: string, body: object = {}) => world.rest('POST', path, { token: world.operatorToken, body })
const locksAt = async (gate: string) => (await world.eventsOf(gate)).filter(({ type }) => type === 'locked').length

async function approve(ask: ReturnType<typeof canaryAt>, checksum: string): Promise<string> {
  const { lock } = refusal.parse((await ask(checksum)).json)
  await operate(`/locks/${lock}/unlock`)
  expect((await ask(checksum)).status).toBe(200)
  return lock
}

test('a canary waits for one press, and goes on by it through all of its analysis', async () => {
  const gate = await world.newGate()
  const ask = canaryAt({ gate })
  const first = await ask('a')
  expect(codeOf(first)).toBe('not_passed')
  const lock = await approve(ask, 'a')
  for (let minute = 0; minute < 3; minute += 1) expect(await ask('a')).toMatchObject({ status: 200, json: { lock } })
  expect(await locksAt(gate)).toBe(1)
})

test('each revision needs its own press, and so does one that comes back', async () => {
  const gate = await world.newGate()
  const ask = canaryAt({ gate })
  const locks = [await approve(ask, 'a'), await approve(ask, 'b'), await approve(ask, 'a')]
  expect(new Set(locks).size).toBe(3)
  expect(codeOf(await ask('b'))).toBe('not_passed')
})

test('a block halts a canary in the middle, and default lets it go on', async () => {
  const gate = await world.newGate()
  const ask = canaryAt({ gate })
  await approve(ask, 'a')
  await operate(`/gates/${gate}/status`, block)
  expect((await ask('a')).json).toMatchObject({ code: 'not_passed', reason: 'gate_blocked' })
  await operate(`/gates/${gate}/status`, { status: 'default' })
  expect((await ask('a')).status).toBe(200)
})

test('a no stays a no', async () => {
  const gate = await world.newGate()
  const ask = canaryAt({ gate })
  const { lock } = refusal.parse((await ask('a')).json)
  await operate(`/locks/${lock}/reject`, { reason: 'no' })
  for (let minute = 0; minute < 2; minute += 1)
    expect((await ask('a')).json).toMatchObject({ reason: 'lock_ended', lock })
})

test('a canary is rolled back by a block and by a no, and by nothing else', async () => {
  const gate = await world.newGate()
  const name = unique('shop')
  const [ask, roll] = [canaryAt({ gate }, name), rollbackOf(gate, name)]
  expect(codeOf(await roll('a'))).toBe('not_passed')
  expect(await locksAt(gate)).toBe(0)
  const lock = await approve(ask, 'a')
  expect(codeOf(await roll('a'))).toBe('not_passed')
  await operate(`/gates/${gate}/status`, block)
  expect(await roll('a')).toMatchObject({ status: 200, json: { gate, lock, reason: `${gate} is blocked` } })
  expect(await roll('never asked')).toMatchObject({ status: 200, json: { lock: null } })
  await operate(`/gates/${gate}/status`, { status: 'default' })
  expect(codeOf(await roll('a'))).toBe('not_passed')
  const { lock: other } = refusal.parse((await ask('b')).json)
  expect(codeOf(await roll('b'))).toBe('not_passed')
  await operate(`/locks/${other}/reject`, { reason: 'no' })
  expect(await roll('b')).toMatchObject({ status: 200, json: { lock: other, reason: 'the lock is rejected' } })
  expect(codeOf(await rollbackOf('no-such-gate', name)('b'))).not.toBe('not_passed')
})

test('another canary, another namespace or another token never goes on by an approval that is not its own', async () => {
  const gate = await world.newGate()
  const name = unique('shop')
  const ask = canaryAt({ gate }, name)
  await approve(ask, 'a')
  expect(codeOf(await ask('a', { namespace: 'test' }))).toBe('not_passed')
  expect(codeOf(await ask('a', { name: unique('other') }))).toBe('not_passed')
  const { token } = await world.newToken(['pipeline'])
  expect(codeOf(await canaryAt({ gate, token }, name)('a'))).toBe('not_passed')
})

test('what is no webhook of Flagger, or carries no right to ask, is refused as what it is', async () => {
  const gate = await world.newGate()
  const ask = canaryAt({ gate })
  expect(codeOf(await ask('a', { checksum: undefined }))).toBe('invalid_message')
  expect(codeOf(await ask('a', { metadata: { gate, step: 'rollout' } }))).toBe('invalid_message')
  expect(codeOf(await ask('x'.repeat(10_000)))).toBe('invalid_message')
  expect(codeOf(await canaryAt({ gate, token: 'boss_wrong' })('a'))).toBe('unauthenticated')
  const viewer = await world.newToken(['viewer'])
  expect(codeOf(await canaryAt({ gate, token: viewer.token })('a'))).toBe('forbidden')
  const elsewhere = await world.newToken(['pipeline'], { gates: [await world.newGate()] })
  expect(codeOf(await canaryAt({ gate, token: elsewhere.token })('a'))).toBe('forbidden')
  expect(await locksAt(gate)).toBe(0)
})
