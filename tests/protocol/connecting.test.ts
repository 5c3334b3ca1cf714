import { FEATURES, PROTOCOL_VERSION } from '@boss-deployer/protocol'
import { describe, expect, test } from 'vitest'
import { inTime } from './deadline.ts'
import { unique, useLink } from './world.ts'

const world = useLink()

describe('whoever connects', () => {
  test('is welcomed first of all: version, features, how far the record is, and the state of its gate', async () => {
    const gate = await world.newGate()
    const { welcome } = await world.pipeline(gate)
    expect(welcome).toMatchObject({
      protocol_version: PROTOCOL_VERSION,
      status: 'default',
      gate,
      lock: null,
      locked: true,
      state: null,
    })
    expect(welcome.features).toEqual(expect.arrayContaining([...FEATURES]))
    expect(welcome.gates).toEqual([
      expect.objectContaining({
        gate,
        status: 'default',
        effective: 'default',
        held_by: gate,
        queue_length: 0,
        head: null,
      }),
    ])
    expect(welcome.sequence).toBeGreaterThan(0)
  })

  test('sees all gates in its reach as a console, and only those', async () => {
    const [mine, other] = [await world.newGate(), await world.newGate()]
    const below = await world.newGate({}, mine)
    const { token } = await world.newToken(['operator'], { gates: [mine] })
    const { welcome } = await world.enter(token, 'console')
    expect(welcome.gates.map(({ gate }) => gate).toSorted()).toEqual([mine, below].toSorted())
    const everywhere = (await world.operator()).welcome.gates.map(({ gate }) => gate)
    expect(everywhere).toEqual(expect.arrayContaining(['root', mine, below, other]))
  })

  test('hears when it came last', async () => {
    const gate = await world.newGate()
    const { token } = await world.newToken(['pipeline'])
    const first = await world.enter(token, 'pipeline', { gate })
    expect(first.welcome.last_login).toBeNull()
    const second = await world.enter(token, 'pipeline', { gate })
    expect(Date.parse(second.welcome.last_login ?? '')).toBeLessThanOrEqual(Date.now() + 60_000)
  })

  test('is welcomed before anything else is said, whatever happens meanwhile', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const over = new AbortController()
    const turning = (async () => {
      while (!over.signal.aborted)
        for (const status of ['blocked', 'default'] as const) await operator.ask('status', { gate, status })
    })()
    // A message before the welcome fails in `enter`.
    for (let round = 0; round < 10; round += 1)
      await Promise.all(Array.from({ length: 10 }, () => world.pipeline(gate)))
    over.abort()
    await turning
  })

  test('as a server hears which gadgets are its own, and what their gates are now', async () => {
    const gate = await world.newGate()
    const gadget = await world.newGadget(gate)
    const { token, name } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    const ack = await server.hear('ack')
    expect(ack.server).toBe(name)
    expect(ack.gadgets).toEqual([{ id: gadget.id, name: gadget.name, gate }])
    expect(ack.gates).toEqual([expect.objectContaining({ gate, effective: 'default' })])
  })
})

describe('the welcome of a pipeline tells of its lock', () => {
  test.each([
    ['locked', { state: 'locked', locked: true }],
    ['unlocked', { state: 'unlocked', locked: false }],
    ['claimed', { state: 'claimed', locked: false }],
    ['rejected', { state: 'rejected', locked: true, lock: null }],
    ['cancelled', { state: 'cancelled', locked: true, lock: null }],
    ['killed', { state: 'killed', locked: true, lock: null }],
  ] as const)('when it is %s', async (state, expected) => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const operator = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', { pipeline: 'shop', step: 'deploy' })
    if (state === 'unlocked' || state === 'claimed') await operator.ask('unlock', { uuid })
    if (state === 'claimed') await pipeline.ask('claim', { uuid })
    if (state === 'rejected') await operator.ask('reject', { uuid })
    if (state === 'cancelled') await pipeline.ask('cancel', { uuid })
    if (state === 'killed') await operator.ask('status', { gate, status: 'blocked' })
    const back = await world.pipeline(gate, { pipeline: 'shop', step: 'deploy' })
    expect(back.welcome).toMatchObject({ lock: uuid, ...expected })
    expect(back.welcome.status).toBe(state === 'killed' ? 'blocked' : 'default')
  })

  test('of the pipeline and step that it names, not of its neighbour', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    const mine = await pipeline.ask('lock', { pipeline: 'shop', step: 'deploy' })
    await pipeline.ask('lock', { pipeline: 'shop', step: 'migrate' })
    const latest = await pipeline.ask('lock', { pipeline: 'forum', step: 'deploy' })
    const named = await world.pipeline(gate, { pipeline: 'shop', step: 'deploy' })
    expect(named.welcome).toMatchObject({ lock: mine.lock, locked: true })
    const unnamed = await world.pipeline(gate)
    expect(unnamed.welcome).toMatchObject({ lock: latest.lock, locked: true })
    const unknown = await world.pipeline(gate, { pipeline: 'blog', step: 'deploy' })
    expect(unknown.welcome).toMatchObject({ lock: null, locked: true, state: null })
  })
})

describe('nobody gets in', () => {
  test.each([
    ['without a token', { role: 'pipeline' }, 'unauthenticated'],
    ['with a token that nobody made', { token: 'boss_nobody', role: 'pipeline' }, 'unauthenticated'],
    ['with no hello at all', {}, 'invalid_message'],
    ['in a role that does not exist', { token: 'boss_nobody', role: 'admin' }, 'invalid_message'],
    ['with a token that is no text', { token: { $ne: '' }, role: 'pipeline' }, 'invalid_message'],
    ['with a field that is unknown', { token: 'boss_nobody', role: 'pipeline', admin: true }, 'invalid_message'],
    ['with an endless token', { token: 'x'.repeat(10_000), role: 'pipeline' }, 'invalid_message'],
  ])('%s', async (_, auth, code) => {
    expect(await world.refusedEntry(auth)).toBe(code)
  })

  test('in a role that the token does not carry', async () => {
    const { pipelineToken, operatorToken } = world
    expect(await world.refusedEntry({ token: pipelineToken, role: 'console' })).toBe('forbidden')
    expect(await world.refusedEntry({ token: pipelineToken, role: 'server' })).toBe('forbidden')
    expect(await world.refusedEntry({ token: operatorToken, role: 'pipeline' })).toBe('forbidden')
  })

  test('at a gate that is not there, or not in the reach of the token', async () => {
    const [mine, other] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(['pipeline'], { gates: [mine] })
    const gate = unique('nowhere')
    expect(await world.refusedEntry({ token: world.pipelineToken, role: 'pipeline', gate })).toBe('gate_not_found')
    expect(await world.refusedEntry({ token, role: 'pipeline', gate: other })).toBe('forbidden')
  })

  test('with a token that was revoked or has ended, and who is in already has to leave', async () => {
    const gate = await world.newGate()
    const { token, id } = await world.newToken(['pipeline'])
    const inside = await world.enter(token, 'pipeline', { gate })
    await world.rest('DELETE', `/tokens/${id}`, { token: world.operatorToken })
    await inTime(inside.ended, 'the socket of a revoked token ends')
    expect(await world.refusedEntry({ token, role: 'pipeline', gate })).toBe('unauthenticated')
    const past = await world.newToken(['pipeline'], { expires_at: '2001-01-01T00:00:00.000Z' })
    expect(await world.refusedEntry({ token: past.token, role: 'pipeline', gate })).toBe('unauthenticated')
  })
})

describe('a message that names no gate', () => {
  test('speaks of the only gate of its token', async () => {
    const gate = await world.newGate()
    const { token } = await world.newToken(['pipeline'], { gates: [gate] })
    const pipeline = await world.enter(token, 'pipeline')
    expect(pipeline.welcome.gate).toBe(gate)
    expect(await pipeline.ask('lock', { pipeline: 'p', step: 's' })).toMatchObject({ gate, state: 'locked' })
  })

  test('is invalid where there are several', async () => {
    const [one, two] = [await world.newGate(), await world.newGate()]
    const { token } = await world.newToken(['pipeline'], { gates: [one, two] })
    for (const party of [await world.enter(token, 'pipeline'), await world.enter(world.pipelineToken, 'pipeline')])
      expect(await party.refusal('lock', { pipeline: 'p', step: 's' })).toBe('invalid_message')
  })
})
