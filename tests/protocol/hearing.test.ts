import { describe, expect, test } from 'vitest'
import type { Party } from './party.ts'
import { useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }

interface Hall {
  readonly gate: string
  readonly beside: string
  /** Asks and waits. */
  readonly pipeline: Party
  /** Another build at the same gate. */
  readonly neighbour: Party
  /** A build at another gate. */
  readonly elsewhere: Party
  readonly operator: Party
  readonly server: Party
  /** A console for the other gate only. */
  readonly stranger: Party
}

async function hallOf(): Promise<Hall> {
  const [gate, beside] = [await world.newGate(), await world.newGate()]
  const server = await world.newToken(['server'], { gates: [gate] })
  const stranger = await world.newToken(['operator', 'pipeline'], { gates: [beside] })
  const neighbour = await world.newToken(['pipeline'], { gates: [gate] })
  return {
    gate,
    beside,
    pipeline: await world.pipeline(gate),
    neighbour: await world.enter(neighbour.token, 'pipeline'),
    elsewhere: await world.enter(stranger.token, 'pipeline'),
    operator: await world.operator(),
    server: await world.enter(server.token, 'server'),
    stranger: await world.enter(stranger.token, 'console'),
  }
}

/** That none of these heard anything of a lock or gate. */
async function expectSilence(parties: readonly Party[], name: string) {
  for (const party of parties) {
    await party.settle()
    expect(party.heardOf(name)).toEqual([])
  }
}

describe('those concerned hear, and nobody else', () => {
  test('of a lock: servers and consoles that reach its gate', async () => {
    const { gate, pipeline, neighbour, elsewhere, operator, server, stranger } = await hallOf()
    const {
      lock: uuid,
      locked_at,
      expires_at,
    } = await pipeline.ask('lock', {
      ...asked,
      context: { author: 'Ada', requested_by: 'Grace' },
      source: { ci: 'x' },
    })
    for (const party of [operator, server])
      expect(await party.hear('lock', (message) => message.uuid === uuid)).toEqual({
        uuid,
        gate,
        ...asked,
        context: { author: 'Ada', requested_by: 'Grace' },
        source: { ci: 'x' },
        requester: 'Grace',
        locked_at,
        expires_at,
        queue_length: 1,
        previous: null,
      })
    await expectSilence([pipeline, neighbour, elsewhere, stranger], uuid)
  })

  test('of an unlock and a claim: who asked, servers and consoles', async () => {
    const { gate, pipeline, neighbour, elsewhere, operator, server, stranger } = await hallOf()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid })
    const { claimed_at } = await pipeline.ask('claim', { uuid })
    for (const party of [pipeline, operator, server]) {
      expect(await party.hear('unlock', (message) => message.uuid === uuid)).toMatchObject({ gate, via: 'api' })
      expect(await party.hear('claimed', (message) => message.uuid === uuid)).toEqual({ uuid, gate, at: claimed_at })
    }
    await expectSilence([neighbour, elsewhere, stranger], uuid)
  })

  test('of a reject: who asked, servers and consoles', async () => {
    const { gate, pipeline, neighbour, elsewhere, operator, server, stranger } = await hallOf()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await operator.ask('reject', { uuid, reason: 'no' })
    for (const party of [pipeline, operator, server])
      expect(await party.hear('reject', (message) => message.uuid === uuid)).toMatchObject({ gate, reason: 'no' })
    await expectSilence([neighbour, elsewhere, stranger], uuid)
  })

  test('of an end: who asked, servers and consoles', async () => {
    const { gate, pipeline, neighbour, elsewhere, operator, server, stranger } = await hallOf()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await pipeline.ask('cancel', { uuid })
    for (const party of [pipeline, operator, server])
      expect(await party.hear('ended', (message) => message.uuid === uuid)).toMatchObject({ gate, state: 'cancelled' })
    await expectSilence([neighbour, elsewhere, stranger], uuid)
  })

  test('of a mode: every pipeline, server and console at the gate; a return to default on two channels', async () => {
    const { gate, pipeline, neighbour, elsewhere, operator, server, stranger } = await hallOf()
    const blocked = await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
    await operator.ask('status', { gate, status: 'default' })
    for (const party of [pipeline, neighbour, operator, server]) {
      const isHere = (message: { readonly gate: string }) => message.gate === gate
      expect(await party.hear('status', isHere)).toEqual({
        gate,
        status: 'blocked',
        effective: 'blocked',
        changed_at: blocked.changed_at,
        changed_by: blocked.changed_by,
        reason: 'fire',
        until: null,
      })
      const back = await party.hear('status', isHere)
      expect(back).toMatchObject({ status: 'default', effective: 'default' })
      expect(await party.hear('default', isHere)).toEqual(back)
      await party.settle()
      expect(party.heardOf(gate).filter((channel) => channel === 'default')).toHaveLength(1)
    }
    await expectSilence([elsewhere, stranger], gate)
  })

  test('of a mode that comes from above: also who listens below, each once', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const operator = await world.operator()
    const { token } = await world.newToken(['operator', 'pipeline'], { gates: [below] })
    const [console, pipeline] = [await world.enter(token, 'console'), await world.enter(token, 'pipeline')]
    const { lock } = await pipeline.ask('lock', asked)
    await operator.ask('status', { gate, status: 'blocked' })
    for (const party of [console, pipeline]) {
      expect(await party.hear('status')).toMatchObject({ gate, status: 'blocked' })
      expect(await party.hear('ended')).toMatchObject({ uuid: lock, gate: below, state: 'killed' })
      await party.settle()
      expect(party.heardOf(gate)).toEqual(['status'])
    }
    expect(await console.hear('gate', ({ effective }) => effective === 'blocked')).toMatchObject({
      gate: below,
      held_by: gate,
    })
  })

  test('of the state of a gate: servers and consoles, whole, on every change at or below it', async () => {
    const { gate, pipeline, operator, server, stranger } = await hallOf()
    const below = await world.newGate({}, gate)
    const { lock: uuid, locked_at } = await pipeline.ask('lock', { ...asked, gate: below })
    for (const party of [operator, server]) {
      const state = await party.hear('gate', (message) => message.gate === gate && message.queue_length === 1)
      expect(state).toMatchObject({ effective: 'default', head: { uuid, gate: below, ...asked, locked_at } })
    }
    await operator.ask('unlock', { uuid })
    for (const party of [operator, server]) {
      const state = await party.hear('gate', (message) => message.gate === gate && message.queue_length === 0)
      expect(state.head).toBeNull()
    }
    expect(pipeline.heardOf(gate)).not.toContain('gate')
    await expectSilence([stranger], gate)
  })

  test('of a vote: who asked, servers and consoles', async () => {
    const gate = await world.newGate({ approvals: 2 })
    const [pipeline, neighbour, operator] = [
      await world.pipeline(gate),
      await world.pipeline(gate),
      await world.operator(),
    ]
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid })
    for (const party of [pipeline, operator])
      expect(await party.hear('vote', (message) => message.uuid === uuid)).toMatchObject({ gate, votes: 1, needed: 2 })
    await expectSilence([neighbour], uuid)
  })

  test('once each, in the order in which it happened', async () => {
    const { pipeline, operator, server } = await hallOf()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid })
    await pipeline.ask('claim', { uuid })
    await operator.hear('claimed', (message) => message.uuid === uuid)
    await server.hear('claimed')
    await pipeline.hear('claimed')
    expect(operator.heardOf(uuid)).toEqual(['lock', 'unlock', 'claimed'])
    expect(server.heardOf(uuid)).toEqual(['lock', 'unlock', 'claimed'])
    expect(pipeline.heardOf(uuid)).toEqual(['unlock', 'claimed'])
  })
})

describe('whoever passes no acknowledgement', () => {
  test('hears of a refusal on the channel failure, and nothing where all is well', async () => {
    const gate = await world.newGate()
    const pipeline = await world.pipeline(gate)
    pipeline.tell('lock', { pipeline: 'shop' })
    expect(await pipeline.hear('failure')).toMatchObject({ channel: 'lock', error: { code: 'invalid_message' } })
    pipeline.tell('claim', { uuid: '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f', gate })
    expect(await pipeline.hear('failure')).toMatchObject({ channel: 'claim', error: { code: 'lock_not_found' } })
    pipeline.tell('unlock', {})
    expect(await pipeline.hear('failure')).toMatchObject({ channel: 'unlock', error: { code: 'forbidden' } })
    pipeline.tell('lock')
    expect(await pipeline.hear('failure')).toMatchObject({ channel: 'lock', error: { code: 'invalid_message' } })
    pipeline.tell('teapot', { short: true })
    expect(await pipeline.hear('failure')).toMatchObject({ channel: 'teapot', error: { code: 'invalid_message' } })
    pipeline.tell('lock', asked)
    await pipeline.settle()
    expect(pipeline.heard.filter(({ channel }) => channel === 'failure')).toHaveLength(5)
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added', 'locked'])
  })

  test('is heard of by others all the same', async () => {
    const gate = await world.newGate()
    const [pipeline, operator] = [await world.pipeline(gate), await world.operator()]
    pipeline.tell('lock', asked)
    const { uuid } = await operator.hear('lock', (message) => message.gate === gate)
    operator.tell('unlock', { uuid })
    expect(await pipeline.hear('unlock')).toMatchObject({ uuid })
  })
})

describe('whoever was away', () => {
  test('hears with resume_from what was missed, in order, and is told how far the record is', async () => {
    const gate = await world.newGate()
    const [pipeline, operator] = [await world.pipeline(gate), await world.operator()]
    const { lock: one } = await pipeline.ask('lock', asked)
    const before = await world.sequence()
    pipeline.close()
    const { lock: two } = await (await world.pipeline(gate)).ask('lock', asked)
    await operator.ask('unlock', { uuid: one, note: 'go' })
    await operator.ask('reject', { uuid: two, reason: 'no' })
    await operator.ask('status', { gate, status: 'blocked', reason: 'fire' })
    const back = await world.pipeline(gate, { resume_from: before })
    expect(back.welcome.sequence).toBeGreaterThanOrEqual(before + 4)
    expect(await back.hear('unlock')).toMatchObject({ uuid: one, note: 'go' })
    expect(await back.hear('reject')).toMatchObject({ uuid: two, reason: 'no' })
    expect(await back.hear('ended')).toMatchObject({ uuid: one, state: 'killed', reason: 'fire' })
    expect(await back.hear('status', (message) => message.gate === gate)).toMatchObject({ status: 'blocked' })
    await back.settle()
    expect(back.heardOf(one)).toEqual(['unlock', 'ended'])
  })

  test('hears as a console also of locks, and of none in the reach of others', async () => {
    const { gate, pipeline, operator } = await hallOf()
    const before = await world.sequence()
    const { lock: uuid } = await pipeline.ask('lock', { ...asked, context: { author: 'Ada' } })
    await operator.ask('unlock', { uuid })
    const { token } = await world.newToken(['operator'], { gates: [gate] })
    const back = await world.enter(token, 'console', { resume_from: before })
    expect(await back.hear('lock')).toMatchObject({ uuid, gate, ...asked, context: { author: 'Ada' } })
    expect(await back.hear('unlock')).toMatchObject({ uuid })
    const { token: others } = await world.newToken(['operator'], { gates: [await world.newGate()] })
    await expectSilence([await world.enter(others, 'console', { resume_from: before })], uuid)
  })

  test('hears of a block from above that killed a lock in the reach of its token', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const { token } = await world.newToken(['pipeline', 'operator'], { gates: [below] })
    const pipeline = await world.enter(token, 'pipeline')
    const { lock: uuid } = await pipeline.ask('lock', asked)
    const { lock: hidden } = await (await world.pipeline(gate)).ask('lock', asked)
    const before = await world.sequence()
    pipeline.close()
    await (await world.operator()).ask('status', { gate, status: 'blocked' })
    for (const role of ['pipeline', 'console'] as const) {
      const back = await world.enter(token, role, { resume_from: before })
      expect(await back.hear('ended')).toMatchObject({ uuid, gate: below, state: 'killed' })
      expect(await back.hear('status')).toMatchObject({ gate, status: 'blocked' })
      await expectSilence([back], hidden)
      const { events } = await back.ask('sync', { after: before })
      expect(events).toEqual([expect.objectContaining({ type: 'mode-changed', gate, killed: [uuid] })])
    }
  })

  test('gets by sync every event that it may see, and what is true now', async () => {
    const gate = await world.newGate()
    const [pipeline, operator] = [await world.pipeline(gate), await world.operator()]
    const { token } = await world.newToken(['operator'], { gates: [gate] })
    const before = await world.sequence()
    const { lock: one } = await pipeline.ask('lock', asked)
    const { lock: two } = await pipeline.ask('lock', asked)
    await operator.ask('unlock', { uuid: one })
    const answer = await operator.ask('sync', { after: before })
    const mine = answer.events.filter((event) => event.gate === gate)
    expect(mine.map(({ type }) => type)).toEqual(['locked', 'locked', 'unlocked'])
    expect(mine.every(({ sequence }) => sequence > before && sequence <= answer.sequence)).toBe(true)
    const state = answer.gates.find((each) => each.gate === gate)
    expect(state).toMatchObject({ queue_length: 1, head: { uuid: two } })
    const own = await (await world.enter(token, 'console')).ask('sync', { after: before })
    expect(own.events.map(({ type }) => type)).toEqual(['locked', 'locked', 'unlocked'])
    expect(own.gates.map((state) => state.gate)).toEqual([gate])
    expect(own.locks.map((lock) => [lock.uuid, lock.state])).toEqual([
      [one, 'unlocked'],
      [two, 'locked'],
    ])
  })

  test('gets in pages more than fits into one, and misses none', async () => {
    const gate = await world.newGate()
    const operator = await world.operator()
    const { token } = await world.newToken(['operator'], { gates: [gate] })
    const before = await world.sequence()
    const turns = Array.from({ length: 260 }, () => ['blocked', 'default'] as const).flat()
    await Promise.all(turns.map((status) => operator.ask('status', { gate, status })))
    const back = await world.enter(token, 'console')
    const seen: number[] = []
    let more = true
    for (let after = before; more; ) {
      const page = await back.ask('sync', { after })
      seen.push(...page.events.map(({ sequence }) => sequence))
      more = page.more
      after = page.events.at(-1)?.sequence ?? page.sequence
    }
    const all = (await world.eventsOf(gate, before)).map(({ sequence }) => sequence)
    expect(seen).toEqual(all)
    expect(seen).toHaveLength(turns.length)
  })

  test('sees as a pipeline only its own open locks', async () => {
    const gate = await world.newGate()
    const { token } = await world.newToken(['pipeline'], { gates: [gate] })
    const mine = await world.enter(token, 'pipeline')
    const { lock } = await mine.ask('lock', asked)
    await (await world.pipeline(gate)).ask('lock', asked)
    expect((await mine.ask('sync', { after: 0 })).locks.map(({ uuid }) => uuid)).toEqual([lock])
  })
})
