import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { codeOf } from './rest.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const refusal = z.object({ code: z.literal('not_passed'), reason: z.string(), lock: z.uuid(), state: z.string() })

const passing = (gate: string, method: string, query: string, token = world.pipelineToken) =>
  world.rest(method, `/gates/${gate}/pass?pipeline=shop&step=deploy&${query}`, { token })
const unlock = (uuid: string) => world.rest('POST', `/locks/${uuid}/unlock`, { token: world.operatorToken, body: {} })
const eventsAt = async (gate: string) => (await world.eventsOf(gate)).map(({ type }) => type)

test.each(['GET', 'POST'])(
  '%s passes only once the lock that it left is unlocked, and then every time',
  async (method) => {
    const gate = await world.newGate()
    const query = `request_id=${unique('build')}&commit=c1`
    const first = await passing(gate, method, query)
    expect(first.status).toBe(403)
    expect(codeOf(first)).toBe('not_passed')
    const { lock, reason } = refusal.parse(first.json)
    expect(reason).toBe('not_approved')
    expect(refusal.parse((await passing(gate, method, query)).json).lock).toBe(lock)
    expect(await eventsAt(gate)).toEqual(['gate-added', 'locked'])
    await unlock(lock)
    const passed = await passing(gate, method, query)
    expect(passed).toMatchObject({ status: 200, json: { lock, gate } })
    expect((await passing(gate, method, query)).json).toEqual(passed.json)
    expect((await eventsAt(gate)).at(-1)).toBe('claimed')
  },
)

test('an approval is for one request, one commit and one token', async () => {
  const gate = await world.newGate()
  const request = unique('build')
  const first = await passing(gate, 'GET', `request_id=${request}&commit=c1`)
  await unlock(refusal.parse(first.json).lock)
  expect(codeOf(await passing(gate, 'GET', `request_id=${unique('build')}&commit=c1`))).toBe('not_passed')
  expect(codeOf(await passing(gate, 'GET', `request_id=${request}&commit=c2`))).toBe('not_passed')
  const { token } = await world.newToken(['pipeline'])
  expect(codeOf(await passing(gate, 'GET', `request_id=${request}&commit=c1`, token))).toBe('not_passed')
  expect((await passing(gate, 'GET', `request_id=${request}&commit=c1`)).status).toBe(200)
})

test('nobody passes a gate that is blocked, that rejected or that is not there, and each refusal says why', async () => {
  const gate = await world.newGate()
  const query = `request_id=${unique('build')}`
  const { lock } = refusal.parse((await passing(gate, 'GET', query)).json)
  await world.rest('POST', `/locks/${lock}/reject`, { token: world.operatorToken, body: { reason: 'no' } })
  expect((await passing(gate, 'GET', query)).json).toMatchObject({ code: 'not_passed', reason: 'lock_ended', lock })
  const block = { status: 'blocked', reason: 'fire' }
  await world.rest('POST', `/gates/${gate}/status`, { token: world.operatorToken, body: block })
  const other = `request_id=${unique('build')}`
  expect((await passing(gate, 'GET', other)).json).toMatchObject({ code: 'not_passed', reason: 'gate_blocked' })
  expect(await eventsAt(gate)).toContain('refused')
  expect((await passing(unique('nowhere'), 'GET', other)).json).toMatchObject({ reason: 'gate_not_found' })
})

test('a request without an id, or without a token, is refused as what it is', async () => {
  const gate = await world.newGate()
  expect(codeOf(await passing(gate, 'GET', 'commit=c1'))).toBe('invalid_message')
  expect(codeOf(await world.rest('GET', `/gates/${gate}/pass`))).toBe('unauthenticated')
  const { token } = await world.newToken(['viewer'])
  expect(codeOf(await passing(gate, 'GET', 'request_id=a', token))).toBe('forbidden')
  expect(await eventsAt(gate)).toEqual(['gate-added'])
})

test('an Idempotency-Key is the request id, and one that says otherwise is refused', async () => {
  const gate = await world.newGate()
  const ask = (key: string, more: object = {}) =>
    world.rest('POST', '/locks', {
      token: world.pipelineToken,
      body: { pipeline: 'shop', step: 'deploy', gate, ...more },
      headers: { 'idempotency-key': key },
    })
  const key = unique('build')
  const first = await ask(key)
  expect(first.status).toBe(200)
  expect((await ask(key, { request_id: key })).json).toEqual(first.json)
  expect(codeOf(await ask(key, { request_id: unique('build') }))).toBe('invalid_message')
  expect(codeOf(await ask('x'.repeat(300)))).toBe('invalid_message')
  expect(await eventsAt(gate)).toEqual(['gate-added', 'locked'])
})

const answer = z.object({ answer: z.enum(['yes', 'no']), lock: z.nullable(z.uuid()), reason: z.nullable(z.string()) })
const answering = (gate: string, query: string) =>
  world.rest('GET', `/gates/${gate}/answer?pipeline=shop&step=deploy&${query}`, { token: world.pipelineToken })

test('an answer is there once there is one: yes with the claim stored, or no for good', async () => {
  const gate = await world.newGate()
  const query = `request_id=${unique('build')}&commit=c1`
  const first = await answering(gate, query)
  expect(codeOf(first)).toBe('not_approved')
  expect(first.json).toMatchObject({ state: 'locked' })
  const { lock } = z.object({ lock: z.uuid() }).parse(first.json)
  await unlock(lock)
  const yes = { status: 200, json: { answer: 'yes', lock, gate, reason: null } }
  expect(await answering(gate, query)).toMatchObject(yes)
  expect(await answering(gate, query)).toMatchObject(yes)
  expect((await eventsAt(gate)).filter((type) => type === 'claimed')).toHaveLength(1)

  const other = `request_id=${unique('build')}`
  const asked = z.object({ lock: z.uuid() }).parse((await answering(gate, other)).json)
  await world.rest('POST', `/locks/${asked.lock}/reject`, { token: world.operatorToken, body: { reason: 'no' } })
  expect(answer.parse((await answering(gate, other)).json)).toMatchObject({ answer: 'no', lock: asked.lock })
  const block = { status: 'blocked', reason: 'fire' }
  await world.rest('POST', `/gates/${gate}/status`, { token: world.operatorToken, body: block })
  const refused = answer.parse((await answering(gate, `request_id=${unique('build')}`)).json)
  expect(refused).toMatchObject({ answer: 'no', lock: null })
})

const listed = z.object({ locks: z.array(z.looseObject({ uuid: z.uuid() })) })

/** The lock that waits at a gate, as soon as it does. */
async function firstAt(gate: string): Promise<string> {
  const look = async () => {
    const { json } = await world.rest('GET', `/locks?gate=${gate}`, { token: world.operatorToken })
    return listed.parse(json).locks[0]?.uuid
  }
  await expect.poll(look).toBeDefined()
  return (await look()) ?? ''
}

test.each([
  ['pass', passing, 'not_passed'],
  ['answer', (gate: string, _: string, query: string) => answering(gate, query), 'not_approved'],
] as const)('%s with a wait answers when it is decided', async (_, ask, code) => {
  const gate = await world.newGate()
  const query = `request_id=${unique('build')}&wait=55s`
  const waiting = ask(gate, 'GET', query)
  const lock = await firstAt(gate)
  await unlock(lock)
  expect((await waiting).status).toBe(200)
  expect(codeOf(await ask(gate, 'GET', `request_id=${unique('build')}&wait=0s`))).toBe(code)
  expect(codeOf(await ask(gate, 'GET', `request_id=${unique('build')}&wait=1h`))).toBe('invalid_message')
})
