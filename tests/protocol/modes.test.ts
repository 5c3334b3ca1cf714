import { describe, expect, test } from 'vitest'
import { unique, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }
const soon = (ms: number) => new Date(Date.now() + ms).toISOString()

describe('status', () => {
  test('is answered with the whole state of the gate and whether anything changed', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const blocked = await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
    expect(blocked).toMatchObject({
      gate,
      status: 'blocked',
      effective: 'blocked',
      held_by: gate,
      reason: 'fire',
      changed: true,
    })
    expect(Date.parse(blocked.changed_at ?? '')).toBeGreaterThan(0)
    expect(await operator.ask('status', { gate, status: 'blocked' })).toMatchObject({ changed: false, reason: 'fire' })
    const turned = await operator.ask('status', { gate, status: 'default' })
    expect(turned).toMatchObject({ status: 'default', effective: 'default', changed: true })
    expect(await operator.ask('status', { gate, status: 'default' })).toMatchObject({ changed: false })
    const types = (await world.eventsOf(gate)).map(({ type }) => type)
    expect(types).toEqual(['gate-added', 'mode-changed', 'mode-changed'])
  })

  test('holds for all gates below, and says by whom each is held', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'released' })
    const { json } = await world.rest('GET', `/gates/${below}`, { token: world.operatorToken })
    expect(json).toMatchObject({ gate: below, status: 'default', effective: 'released', held_by: gate })
    expect(await operator.ask('status', { gate: below, status: 'blocked' })).toMatchObject({
      effective: 'blocked',
      held_by: below,
    })
  })

  test('default at a gate that is held from above is a conflict', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    for (const status of ['released', 'blocked'] as const) {
      await operator.ask('status', { gate, status })
      expect(await operator.refusal('status', { gate: below, status: 'default' })).toBe('conflict')
    }
    await operator.ask('status', { gate, status: 'default' })
    expect(await operator.ask('status', { gate: below, status: 'default' })).toMatchObject({ changed: false })
  })

  test('of a gate that is not there is told so', async () => {
    const operator = await world.operator()
    for (const status of ['released', 'blocked', 'default'])
      expect(await operator.refusal('status', { gate: unique('nowhere'), status })).toBe('gate_not_found')
  })
})

describe('a release', () => {
  test('is refused while a lock waits at or below the gate', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const pipeline = await world.pipeline(below)
    const operator = await world.operator()
    const { lock } = await pipeline.ask('lock', asked)
    expect(await operator.refusal('status', { gate, status: 'released' })).toBe('gate_locked')
    expect(await pipeline.ask('in', { lock })).toMatchObject({ state: 'locked' })
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added'])
  })

  test('with approve_pending votes for each of them', async () => {
    const gate = await world.newGate()
    const double = await world.newGate({ approvals: 2 }, gate)
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const one = await pipeline.ask('lock', asked)
    const two = await pipeline.ask('lock', { ...asked, gate: double })
    await operator.ask('status', { gate, status: 'released', approve_pending: true })
    expect(await pipeline.hear('unlock')).toMatchObject({ uuid: one.lock })
    expect(await pipeline.hear('vote')).toMatchObject({ uuid: two.lock, votes: 1, needed: 2 })
    expect(await pipeline.ask('in', { lock: two.lock })).toMatchObject({ state: 'locked' })
  })

  test('ends by itself: after an hour where nothing is said, at the time that is said, never only where that is allowed', async () => {
    const operator = await world.operator()
    const gate = await world.newGate()
    const { changed_at, until } = await operator.ask('status', { gate, status: 'released' })
    expect(Date.parse(until ?? '') - Date.parse(changed_at ?? '')).toBe(3_600_000)
    const end = soon(600_000)
    expect(await operator.ask('status', { gate, status: 'released', until: end })).toMatchObject({
      until: end,
      changed: true,
    })
    expect(await operator.refusal('status', { gate, status: 'released', until: null })).toBe('invalid_message')
    expect(await operator.refusal('status', { gate, status: 'released', until: soon(-1_000) })).toBe('invalid_message')
    const lasting = await world.newGate({ release_for_ms: null })
    expect(await operator.ask('status', { gate: lasting, status: 'released', until: null })).toMatchObject({
      until: null,
    })
  })

  test('that ends is told on status and on default, and steps have to ask again', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    await operator.ask('status', { gate, status: 'released', for_ms: 200 })
    expect(await pipeline.hear('status', ({ status }) => status === 'released')).toMatchObject({
      gate,
      effective: 'released',
    })
    const ended = await pipeline.hear('status', ({ status }) => status === 'default')
    expect(await pipeline.hear('default')).toEqual(ended)
    expect(await pipeline.ask('lock', asked)).toMatchObject({ state: 'locked', status: 'default' })
  })

  test('says its end in one way only, and no other mode has one', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const bad = [
      { status: 'released', until: soon(60_000), for_ms: 60_000 },
      { status: 'released', for_ms: 0 },
      { status: 'released', for_ms: 10 ** 12 },
      { status: 'blocked', for_ms: 60_000 },
      { status: 'blocked', until: soon(60_000) },
      { status: 'default', for_ms: 60_000 },
      { status: 'blocked', approve_pending: true },
    ]
    for (const message of bad) expect(await operator.refusal('status', { gate, ...message })).toBe('invalid_message')
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added'])
  })

  test('reaches only gates whose policy lets it in', async () => {
    const gate = await world.newGate()
    const strict = await world.newGate({ needs_press: true }, gate)
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'released' })
    const pipeline = await world.pipeline(strict)
    expect(pipeline.welcome.status).toBe('default')
    expect(await pipeline.ask('lock', asked)).toMatchObject({ state: 'locked', status: 'default' })
    expect(await operator.refusal('status', { gate: strict, status: 'released' })).toBe('forbidden')
  })

  test('below a block is refused', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'blocked' })
    expect(await operator.refusal('status', { gate: below, status: 'released' })).toBe('gate_blocked')
  })
})

describe('a block', () => {
  test('kills every open lock at and below the gate in one event, and none elsewhere or already claimed', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const beside = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const ask = async (at: string) => (await pipeline.ask('lock', { ...asked, gate: at })).lock
    const [waiting, deeper, unlocked, claimed, elsewhere] = [
      await ask(gate),
      await ask(below),
      await ask(below),
      await ask(gate),
      await ask(beside),
    ]
    await operator.ask('unlock', { uuid: unlocked })
    await operator.ask('unlock', { uuid: claimed })
    await pipeline.ask('claim', { uuid: claimed })
    await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
    for (const uuid of [waiting, deeper, unlocked]) {
      const ended = await pipeline.hear('ended', (message) => message.uuid === uuid)
      expect(ended).toMatchObject({ state: 'killed', reason: 'fire', gate: uuid === waiting ? gate : below })
      expect(await pipeline.refusal('claim', { uuid })).toMatch(/^(gate_blocked|lock_ended)$/)
      expect(await operator.refusal('unlock', { uuid })).toBe('lock_ended')
    }
    expect(await pipeline.ask('in', { lock: claimed })).toMatchObject({ state: 'claimed' })
    expect(await pipeline.ask('in', { lock: elsewhere })).toMatchObject({ state: 'locked' })
    const events = (await world.eventsOf(gate)).filter(({ type }) => type === 'mode-changed')
    expect(events).toHaveLength(1)
    expect(events[0]?.killed).toHaveLength(3)
    expect(events[0]?.killed).toEqual(expect.arrayContaining([waiting, deeper, unlocked]))
  })

  test('ends every release at and below it', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    await operator.ask('status', { gate: below, status: 'released' })
    await operator.ask('status', { gate, status: 'blocked' })
    await operator.ask('status', { gate, status: 'default' })
    const { json } = await world.rest('GET', `/gates/${below}`, { token: world.operatorToken })
    expect(json).toMatchObject({ status: 'default', effective: 'default', until: null })
  })

  test('revives nothing when it ends', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const { lock } = await pipeline.ask('lock', asked)
    for (const status of ['blocked', 'default'] as const) await operator.ask('status', { gate, status })
    expect(await pipeline.ask('in', { lock })).toMatchObject({ state: 'killed', end: { reason: null } })
    expect(await pipeline.refusal('claim', { uuid: lock })).toBe('lock_ended')
  })

  test('against fifty unlocks at once has one outcome, the same for everyone', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const pipeline = await world.pipeline(gate)
    const uuids = []
    for (let count = 0; count < 50; count += 1) uuids.push((await pipeline.ask('lock', asked)).lock)
    const unlocks = uuids.map((uuid) => operator.outcome('unlock', { uuid }))
    const block = operator.ask('status', { gate, status: 'blocked' })
    const claims = uuids.map((uuid) => pipeline.outcome('claim', { uuid }))
    await Promise.all([...unlocks, block, ...claims])
    for (const [place, uuid] of uuids.entries()) {
      const { state } = await pipeline.ask('in', { lock: uuid })
      expect(state).toBe((await claims[place]) === 'ok' ? 'claimed' : 'killed')
    }
  })
})

describe('a message with a request id', () => {
  test('gets its first answer again: a block that was sent twice does not block again after a default', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const block = { gate, status: 'blocked' as const, request_id: unique('block') }
    expect(await operator.ask('status', block)).toMatchObject({ changed: true, effective: 'blocked' })
    await operator.ask('status', { gate, status: 'default' })
    expect(await operator.outcome('status', block)).toBe('ok')
    const { json } = await world.rest('GET', `/gates/${gate}`, { token: world.operatorToken })
    expect(json).toMatchObject({ effective: 'default' })
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added', 'mode-changed', 'mode-changed'])
  })

  test('gets it also when it changed nothing the first time', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    await operator.ask('status', { gate, status: 'blocked' })
    const again = { gate, status: 'blocked' as const, request_id: unique('block') }
    expect(await operator.ask('status', again)).toMatchObject({ changed: false })
    await operator.ask('status', { gate, status: 'default' })
    expect(await operator.outcome('status', again)).toBe('ok')
    const { json } = await world.rest('GET', `/gates/${gate}`, { token: world.operatorToken })
    expect(json).toMatchObject({ effective: 'default' })
  })

  test('means one thing: the same id for another gate or mode is a conflict', async () => {
    const [gate, other] = [await world.newGate(), await world.newGate()]
    const operator = await world.operator()
    const request_id = unique('block')
    await operator.ask('status', { gate, status: 'blocked', request_id })
    expect(await operator.refusal('status', { gate: other, status: 'blocked', request_id })).toBe('conflict')
    expect(await operator.refusal('status', { gate, status: 'default', request_id })).toBe('conflict')
  })
})
