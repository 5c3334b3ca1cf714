import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Policy, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy', context: { commit: 'c1' } }
const leave = { pipeline: 'shop', step: 'deploy', reason: 'the shop is down' }

/** A blocked gate with responders, each at a console of their own. */
async function blockedGate(people: number, policy: Policy = {}) {
  const tokens = await Promise.all(Array.from({ length: people }, () => world.newToken(['viewer'])))
  const gate = await world.newGate({ responders: tokens.map(({ subject }) => subject), ...policy })
  const operator = await world.operator()
  await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
  const responders = await Promise.all(tokens.map(({ token }) => world.enter(token, 'console')))
  return { gate, operator, responders, pipeline: await world.pipeline(gate), tokens }
}

test('a responder lets one request pass a block: asked, claimed, verified, and marked in the history', async () => {
  const { gate, responders, pipeline } = await blockedGate(1)
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
  const given = await responders[0]?.ask('bypass', { ...leave, gate })
  expect(given).toMatchObject({ gate, granted: true, votes: 1, needed: 1 })
  expect(Date.parse(given?.expires_at ?? '')).toBeGreaterThan(Date.now())
  const { json } = await world.rest('GET', `/gates/${gate}`, { token: world.operatorToken })
  expect(json).toMatchObject({ effective: 'blocked', bypasses: [{ bypass: given?.bypass, granted: true }] })

  const lock = await pipeline.ask('lock', asked)
  expect(lock).toMatchObject({ state: 'unlocked', status: 'blocked' })
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
  expect(await pipeline.ask('claim', { uuid: lock.lock, gate, commit: 'c1' })).toMatchObject({ uuid: lock.lock })
  expect(await pipeline.ask('verify', { lock: lock.lock, gate, commit: 'c1', use: 'build-1' })).toMatchObject({
    state: 'claimed',
    bypass: given?.bypass,
    note: leave.reason,
  })
  const marked = (await world.eventsOf(gate)).filter(({ bypass }) => bypass === given?.bypass)
  expect(marked.map(({ type }) => type)).toEqual(['bypass-granted', 'locked', 'unlocked', 'claimed'])
})

test('a block that comes after the bypass ends it, and what it let through is no longer good', async () => {
  const { gate, operator, responders, pipeline } = await blockedGate(1)
  await responders[0]?.ask('bypass', { ...leave, gate })
  const { lock } = await pipeline.ask('lock', asked)
  await pipeline.ask('claim', { uuid: lock })
  await responders[0]?.ask('bypass', { ...leave, gate })
  expect(await operator.ask('status', { gate, status: 'blocked', reason: 'really' })).toMatchObject({ changed: true })
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
  expect(await pipeline.refusal('verify', { lock, gate })).toBe('gate_blocked')
  expect(await operator.ask('status', { gate, status: 'blocked' })).toMatchObject({ changed: false })
})

test('where two responders are asked, the second one agrees by the same words', async () => {
  const { gate, responders, pipeline } = await blockedGate(2, { bypass_needs: 2 })
  const [one, other] = responders
  const first = await one?.ask('bypass', { ...leave, gate })
  expect(first).toMatchObject({ granted: false, votes: 1, needed: 2 })
  expect(await one?.ask('bypass', { ...leave, gate })).toEqual(first)
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
  expect(await other?.ask('bypass', { ...leave, gate, reason: 'I agree' })).toMatchObject({
    bypass: first?.bypass,
    granted: true,
    votes: 2,
  })
  expect(await pipeline.ask('lock', asked)).toMatchObject({ state: 'unlocked' })
})

test('a request id is one bypass, however often it is said', async () => {
  const { gate, responders, pipeline } = await blockedGate(1)
  const request = { ...leave, gate, request_id: randomUUID() }
  const first = await responders[0]?.ask('bypass', request)
  await pipeline.ask('lock', asked)
  expect(await responders[0]?.ask('bypass', request)).toEqual(first)
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
})

test('nobody else gives one: not who may decide, not who is not signed in as a person, not while nothing is blocked', async () => {
  const { gate, operator, responders, pipeline, tokens } = await blockedGate(1)
  expect(await operator.refusal('bypass', { ...leave, gate })).toBe('forbidden')
  expect(await pipeline.refusal('bypass', { ...leave, gate })).toBe('forbidden')
  expect(await responders[0]?.refusal('bypass', { ...leave, gate, reason: ' ' })).toBe('invalid_message')
  await operator.ask('status', { gate, status: 'default' })
  expect(await responders[0]?.refusal('bypass', { ...leave, gate })).toBe('conflict')
  const rest = { token: tokens[0]?.token ?? '', body: leave }
  expect((await world.rest('POST', `/gates/${gate}/bypass`, rest)).status).toBe(409)
})
