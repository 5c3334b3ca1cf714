import { restAnswers, toWire } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { enter } from './party.ts'
import { codeOf } from './rest.ts'
import { unique, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }
const nobody = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'

const asPipeline = (method: string, path: string, body?: unknown) =>
  world.rest(method, path, { token: world.pipelineToken, ...(body === undefined ? {} : { body }) })
const asOperator = (method: string, path: string, body?: unknown) =>
  world.rest(method, path, { token: world.operatorToken, ...(body === undefined ? {} : { body }) })
const lockAnswer = z.looseObject({ lock: z.uuid(), state: z.string() })

async function newLock(gate: string, more: object = {}): Promise<string> {
  const reply = await asPipeline('POST', '/locks', { ...asked, gate, ...more })
  expect(reply.status).toBe(200)
  return lockAnswer.parse(reply.json).lock
}

describe('with nothing but HTTP', () => {
  test('a step asks, waits, is unlocked, claims, verifies and is done', async () => {
    const gate = await world.newGate()
    const uuid = await newLock(gate, { request_id: unique('build'), context: { commit: 'c1' } })
    const waiting = asPipeline('GET', `/locks/${uuid}?wait=55s`)
    const unlocked = await asOperator('POST', `/locks/${uuid}/unlock`, { note: 'go' })
    expect(unlocked.json).toEqual({ uuid, gate, state: 'unlocked', votes: 1, needed: 1 })
    expect((await waiting).json).toMatchObject({ uuid, state: 'unlocked', note: 'go', context: { commit: 'c1' } })
    const claimed = await asPipeline('POST', `/locks/${uuid}/claim`, { gate, commit: 'c1' })
    expect(claimed.json).toMatchObject({ uuid })
    expect((await asPipeline('POST', `/locks/${uuid}/claim`, { gate })).json).toEqual(claimed.json)
    const verified = await asPipeline('POST', `/locks/${uuid}/verify`, { gate, commit: 'c1', use: 'build-1' })
    expect(verified.json).toMatchObject({ uuid, state: 'claimed' })
    expect((await asPipeline('POST', `/locks/${uuid}/done`, { outcome: 'succeeded' })).json).toEqual({ uuid })
    const listed = await asPipeline('GET', `/gates/${gate}/approved?pipeline=shop&step=deploy&limit=1`)
    expect(listed.json).toEqual({ gate, effective: 'default', held_by: gate, locks: [uuid], more: false })
  })

  test.each([
    ['reject', 'rejected'],
    ['cancel', 'cancelled'],
    ['block', 'killed'],
  ] as const)('a wait ends at once with a %s', async (how, state) => {
    const gate = await world.newGate()
    const uuid = await newLock(gate)
    const waiting = asPipeline('GET', `/locks/${uuid}?wait=55s`)
    if (how === 'reject') await asOperator('POST', `/locks/${uuid}/reject`, { reason: 'no' })
    if (how === 'cancel') await asPipeline('POST', `/locks/${uuid}/cancel`)
    if (how === 'block') await asOperator('POST', `/gates/${gate}/status`, { status: 'blocked', reason: 'fire' })
    const reply = await waiting
    expect(reply).toMatchObject({ status: 200, json: { uuid, state } })
    expect(codeOf(await asPipeline('POST', `/locks/${uuid}/claim`, { gate }))).toMatch(/^(lock_ended|gate_blocked)$/)
  })

  test('a wait that is over answers with the lock as it is, and one of 0 s at once', async () => {
    const uuid = await newLock(await world.newGate())
    for (const wait of ['0s', '1s'])
      expect((await asPipeline('GET', `/locks/${uuid}?wait=${wait}`)).json).toMatchObject({ state: 'locked' })
    for (const wait of ['56s', '1', '1m', '-1s', '1.5s', ''])
      expect(codeOf(await asPipeline('GET', `/locks/${uuid}?wait=${wait}`))).toBe('invalid_message')
  })

  test('a repeated request gets the same lock', async () => {
    const gate = await world.newGate()
    const request_id = unique('build')
    expect(await newLock(gate, { request_id })).toBe(await newLock(gate, { request_id }))
  })

  test('gates are listed, shown and turned as over sockets', async () => {
    const gate = await world.newGate()
    const state = await asPipeline('GET', `/gates/${gate}`)
    expect(state.json).toMatchObject({ gate, status: 'default', effective: 'default', queue_length: 0, head: null })
    const { gates } = restAnswers.gates.parse((await asPipeline('GET', '/gates')).json)
    expect(gates.map((each) => each.gate)).toEqual(expect.arrayContaining(['root', gate]))
    const turned = await asOperator('POST', `/gates/${gate}/status`, { status: 'blocked', reason: 'fire' })
    expect(turned.json).toMatchObject({ gate, effective: 'blocked', changed: true })
    expect(codeOf(await asPipeline('POST', '/locks', { ...asked, gate }))).toBe('gate_blocked')
  })

  test('a gate is made once, with those above it, and never by a request', async () => {
    const above = unique('test')
    const gate = `${above}.below`
    expect(await asOperator('POST', '/gates', { gate })).toMatchObject({ status: 201, json: { gate } })
    expect((await asPipeline('GET', `/gates/${above}`)).json).toMatchObject({ gate: above })
    expect(codeOf(await asOperator('POST', '/gates', { gate }))).toBe('conflict')
    expect(codeOf(await asPipeline('POST', '/locks', { ...asked, gate: unique('nowhere') }))).toBe('gate_not_found')
    for (const bad of ['Shop', 'a..b', 'root.x', `${'a.'.repeat(8)}b`])
      expect(codeOf(await asOperator('POST', '/gates', { gate: bad }))).toBe('invalid_message')
  })

  test('open locks are listed: a console sees those of a gate, a pipeline its own', async () => {
    const gate = await world.newGate()
    const mine = await newLock(gate)
    const { token } = await world.newToken(['pipeline'])
    const reply = await world.rest('POST', '/locks', { token, body: { ...asked, gate } })
    const { lock: theirs } = lockAnswer.parse(reply.json)
    const uuidsOf = async (as: typeof asOperator) =>
      restAnswers.locks.parse((await as('GET', `/locks?gate=${gate}`)).json).locks.map(({ uuid }) => uuid)
    expect(await uuidsOf(asOperator)).toEqual([mine, theirs])
    expect(await uuidsOf(asPipeline)).toEqual([mine])
    expect((await asPipeline('GET', `/locks/${mine}`)).json).toMatchObject({ uuid: mine, place: 1 })
  })
})

describe('an error', () => {
  test.each([
    ['GET', '/locks/no-uuid', undefined, 'invalid_message'],
    ['GET', `/locks/${nobody}`, undefined, 'lock_not_found'],
    ['POST', '/locks', { ...asked, gate: 'nowhere-at-all' }, 'gate_not_found'],
    ['POST', '/locks', { step: 'deploy' }, 'invalid_message'],
    ['POST', '/locks', 'no JSON', 'invalid_message'],
    ['POST', '/locks', '"text"', 'invalid_message'],
    ['POST', '/locks', 'x'.repeat(70_000), 'too_large'],
    ['POST', `/locks/${nobody}/claim`, {}, 'lock_not_found'],
    ['GET', '/gates/Nowhere', undefined, 'invalid_message'],
    ['GET', '/gates/nowhere-at-all', undefined, 'gate_not_found'],
    ['GET', '/teapot', undefined, 'not_found'],
    ['DELETE', '/locks', undefined, 'not_found'],
  ])('of %s %s is problem details with a code of ours (%#)', async (method, path, body, code) => {
    expect(codeOf(await asPipeline(method, path, body))).toBe(code)
  })

  test('names the field that is wrong', async () => {
    const { json } = await asPipeline('POST', '/locks', { ...asked, context: { changelog: [1] } })
    expect(json).toMatchObject({ code: 'invalid_message', detail: 'context.changelog.0: is not a string' })
  })

  test('says nothing of the inside of the link', async () => {
    for (const path of ['/locks/%00', '/gates/%2e%2e', '/locks/%ff', '/history?after=%00'])
      expect((await asOperator('GET', path)).text).not.toMatch(/node_modules|\.js|sqlite|at .*:\d+/i)
  })
})

describe('a token', () => {
  test('is shown once, is listed without its secret, and ends when it is revoked', async () => {
    const made = await world.newToken(['pipeline'])
    const listed = await asOperator('GET', '/tokens')
    expect(restAnswers.tokens.parse(listed.json).tokens.map(({ id }) => id)).toContain(made.id)
    expect(listed.text).not.toContain(made.token)
    const gate = await world.newGate()
    const before = await world.rest('GET', `/gates/${gate}`, { token: made.token })
    expect(before.status).toBe(200)
    await asOperator('DELETE', `/tokens/${made.id}`)
    expect(codeOf(await world.rest('GET', `/gates/${gate}`, { token: made.token }))).toBe('unauthenticated')
  })

  test('has a name of its own', async () => {
    const { name } = await world.newToken(['pipeline'])
    expect(codeOf(await asOperator('POST', '/tokens', { name, grants: [{ role: 'pipeline', gate: 'root' }] }))).toBe(
      'conflict',
    )
  })

  test('has a role that exists, and at least one', async () => {
    const at = (role: string) => ({ role, gate: 'root' })
    for (const grants of [[], [at('admin')], [at('pipeline'), at('admin')], at('pipeline'), 'pipeline'])
      expect(codeOf(await asOperator('POST', '/tokens', { name: unique('token'), grants }))).toBe('invalid_message')
  })
})

describe('a gadget', () => {
  test('is enrolled once, with two keys that are shown once', async () => {
    const gate = await world.newGate()
    const gadget = await world.newGadget(gate)
    expect(gadget.mac_key).toMatch(/^[0-9a-f]{64}$/)
    expect(gadget.press_key).toMatch(/^[0-9a-f]{64}$/)
    expect(gadget.press_key).not.toBe(gadget.mac_key)
    const listed = await asOperator('GET', '/gadgets')
    const { gadgets } = restAnswers.gadgets.parse(listed.json)
    const listedAt = gadgets.find(({ id }) => id === gadget.id)?.created_at
    expect(gadgets).toContainEqual({
      id: gadget.id,
      name: gadget.name,
      gate,
      voter: { id: `gadget:${gadget.id}`, name: gadget.name },
      online: false,
      seen_at: null,
      server: null,
      version: null,
      address: null,
      lock: null,
      created_at: listedAt,
      revoked_at: null,
    })
    for (const key of [gadget.mac_key, gadget.press_key]) expect(listed.text).not.toContain(key)
    const again = await asOperator('POST', '/gadgets', { id: gadget.id, name: 'Desk', gate })
    expect(codeOf(again)).toBe('conflict')
    expect(codeOf(await asOperator('POST', '/gadgets', { id: 'desk 1', name: 'Desk', gate }))).toBe('invalid_message')
  })
})

describe('a browser', () => {
  const origin = () => new URL(world.url).origin
  const code = async () => restAnswers.sessionCode.parse((await asOperator('POST', '/session-codes')).json).code
  const signIn = (secret: string, headers: Record<string, string>) =>
    world.rest('POST', '/session', { body: { code: secret }, headers })

  test('signs in once with a code, from our own page, and gets a cookie that no script reads', async () => {
    const secret = await code()
    expect(codeOf(await signIn(secret, { origin: 'https://evil.example' }))).toBe('forbidden')
    expect(codeOf(await signIn(secret, {}))).toBe('forbidden')
    const reply = await signIn(secret, { origin: origin() })
    expect(reply.status).toBe(201)
    expect(reply.headers.get('set-cookie')).toMatch(/HttpOnly/i)
    expect(reply.headers.get('set-cookie')).toMatch(/SameSite=Strict/i)
    expect(restAnswers.session.parse(reply.json).grants).toContainEqual({ role: 'operator', gate: 'root' })
    expect(codeOf(await signIn(secret, { origin: origin() }))).toBe('unauthenticated')
    expect(codeOf(await signIn('boss_nobody', { origin: origin() }))).toBe('unauthenticated')
  })

  test('reads by cookie, changes by cookie only from our own page, comes in by socket, and signs out', async () => {
    const reply = await signIn(await code(), { origin: origin() })
    const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const gate = await world.newGate()
    const byCookie = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
      world.rest(method, path, { headers: { cookie, ...headers }, ...(body ? { body } : {}) })
    expect((await byCookie('GET', '/session')).status).toBe(200)
    expect((await byCookie('GET', `/gates/${gate}`)).status).toBe(200)
    const block = { status: 'blocked', reason: 'fire' }
    expect(codeOf(await byCookie('POST', `/gates/${gate}/status`, {}, block))).toBe('forbidden')
    expect(codeOf(await byCookie('POST', `/gates/${gate}/status`, { origin: 'https://evil.example' }, block))).toBe(
      'forbidden',
    )
    expect((await byCookie('POST', `/gates/${gate}/status`, { origin: origin() }, block)).status).toBe(200)
    const console = await enter(world.url, { role: 'console' }, { cookie, origin: origin() })
    expect(console.welcome.gates.map((each) => each.gate)).toContain(gate)
    await expect(enter(world.url, { role: 'console' }, { cookie, origin: 'https://evil.example' })).rejects.toThrow()
    expect((await byCookie('DELETE', '/session', { origin: origin() })).status).toBe(204)
    expect(await console.ended).not.toBe('')
    expect(codeOf(await byCookie('GET', '/session'))).toBe('unauthenticated')
  })

  test('is told by headers what a page of ours may do', async () => {
    const { headers } = await world.rest('GET', 'healthz')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

test('whoever asks whether the link is well needs no token', async () => {
  expect(await world.rest('GET', 'healthz')).toMatchObject({ status: 200 })
})

test('all that REST says, it says with the names of the wire', async () => {
  const gate = await world.newGate()
  const uuid = await newLock(gate, { context: { requested_by: 'Ada', changelog: ['x'] } })
  const replies = [
    await asPipeline('GET', `/locks/${uuid}`),
    await asOperator('GET', '/gates'),
    await asOperator('GET', '/history?limit=5'),
    await asOperator('GET', '/tokens'),
    await asOperator('GET', '/session'),
  ]
  for (const { json } of replies) expect(toWire<unknown>(json)).toEqual(json)
})
