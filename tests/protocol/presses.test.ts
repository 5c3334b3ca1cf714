import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Party } from './party.ts'
import { type NewGadget, useLink } from './world.ts'

const world = useLink()
const asked = { pipeline: 'shop', step: 'deploy' }

type Action = 'unlock' | 'release' | 'block' | 'default'

/** A press as a gadget makes it, written from the protocol's own description. */
function pressOf(
  { id, press_key }: Pick<NewGadget, 'id' | 'press_key'>,
  counter: number,
  action: Action,
  target: string,
) {
  const text = ['boss1-press', id, String(counter), action, target].join('\n')
  const mac = createHmac('sha256', Buffer.from(press_key, 'hex')).update(text, 'utf8').digest('hex')
  return { gadget: id, counter, action, ...(action === 'unlock' ? { uuid: target } : { gate: target }), mac }
}

interface Desk {
  readonly gate: string
  readonly gadget: NewGadget
  readonly server: Party
  readonly pipeline: Party
  readonly boss: { readonly id: string; readonly name: string }
}

async function deskAt(gate: string, isShared = false): Promise<Desk> {
  const boss = { id: `token:boss-of-${gate}`, name: `Boss of ${gate}` }
  const gadget = await world.newGadget(gate, isShared ? undefined : boss)
  const { token } = await world.newToken(['server'], { gates: [gate] })
  return { gate, gadget, boss, server: await world.enter(token, 'server'), pipeline: await world.pipeline(gate) }
}

describe('a press', () => {
  test('unlocks the lock that it names, in the name of the boss, by the gadget', async () => {
    const { gate, gadget, server, pipeline, boss } = await deskAt(await world.newGate())
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await server.hear('lock', (message) => message.uuid === uuid)).toMatchObject({ gate })
    const press = pressOf(gadget, 65_537, 'unlock', uuid)
    expect(await server.ask('unlock', { uuid, press })).toMatchObject({ uuid, state: 'unlocked' })
    expect(await pipeline.hear('unlock')).toMatchObject({
      uuid,
      via: 'gadget',
      approved_by: boss.name,
      approvers: [{ id: boss.id, name: boss.name, via: 'gadget', device: gadget.id }],
    })
  })

  test('turns the gate of its gadget: release, block, default', async () => {
    const { gate, gadget, server } = await deskAt(await world.newGate())
    const turns = [
      ['release', 'released'],
      ['block', 'blocked'],
      ['default', 'default'],
    ] as const
    for (const [place, [action, status]] of turns.entries()) {
      const press = pressOf(gadget, place + 1, action, gate)
      expect(await server.ask('status', { gate, status, press })).toMatchObject({ effective: status, changed: true })
    }
    const changes = (await world.eventsOf(gate)).filter(({ type }) => type === 'mode-changed')
    expect(changes.map(({ to, reason }) => [to, reason])).toEqual([
      ['released', 'button'],
      ['blocked', 'button'],
      ['default', 'button'],
    ])
    expect(changes.every(({ by }) => JSON.stringify(by).includes(gadget.id))).toBe(true)
  })

  test('by a second boss at a second gadget turns the second of two keys', async () => {
    const gate = await world.newGate({ two_keys: { window_ms: 3_600_000 } })
    const { gadget, server, pipeline, boss } = await deskAt(gate)
    const lab = await world.newGadget(gate, { id: 'token:other-boss', name: 'Other boss' })
    const operator = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    const press = (of: NewGadget, counter: number) =>
      server.ask('unlock', { uuid, press: pressOf(of, counter, 'unlock', uuid) })
    expect(await operator.ask('unlock', { uuid })).toMatchObject({ state: 'locked', votes: 1, needed: 2 })
    expect(await press(gadget, 1)).toMatchObject({ state: 'locked', votes: 2, needed: 2 })
    const vote = await pipeline.hear('vote', ({ by }) => by === boss.name)
    expect(vote).toMatchObject({
      two_keys: { window_ms: 3_600_000, turned: false, pressed: [{ id: boss.id, device: gadget.id }] },
    })
    const [pressed] = vote.two_keys?.pressed ?? []
    expect(Date.parse(pressed?.until ?? '')).toBeGreaterThan(Date.now())
    const { json } = await world.rest('GET', `/locks/${uuid}`, { token: world.operatorToken })
    expect(json).toMatchObject({ two_keys: vote.two_keys, may_vote: null })
    expect(await press(lab, 1)).toMatchObject({ state: 'unlocked' })
  })

  test('is the factor that a policy asks for, where no click is enough', async () => {
    const gate = await world.newGate({ needs_press: true })
    const { gadget, server, pipeline } = await deskAt(gate)
    const operator = await world.operator()
    const { lock: uuid } = await pipeline.ask('lock', asked)
    expect(await operator.ask('unlock', { uuid })).toMatchObject({ state: 'locked' })
    const press = pressOf(gadget, 1, 'unlock', uuid)
    expect(await server.ask('unlock', { uuid, press })).toMatchObject({ state: 'unlocked' })
  })

  test('at a shared desk is one voter, by the name of the desk', async () => {
    const { gadget, server, pipeline } = await deskAt(await world.newGate(), true)
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await server.ask('unlock', { uuid, press: pressOf(gadget, 1, 'unlock', uuid) })
    expect(await pipeline.hear('unlock')).toMatchObject({ approved_by: gadget.name })
  })

  test('answers locks below the gate of its gadget too', async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const { gadget, server, pipeline } = await deskAt(gate)
    const { lock: uuid } = await pipeline.ask('lock', { ...asked, gate: below })
    const press = pressOf(gadget, 1, 'unlock', uuid)
    expect(await server.ask('unlock', { uuid, press })).toMatchObject({ gate: below, state: 'unlocked' })
  })

  test('that was delivered before gets its first answer: a kept block does not block again after a default', async () => {
    const { gate, gadget, server } = await deskAt(await world.newGate())
    const operator = await world.operator()
    const kept = { gate, status: 'blocked' as const, press: pressOf(gadget, 1, 'block', gate) }
    expect(await server.ask('status', kept)).toMatchObject({ effective: 'blocked', changed: true })
    await operator.ask('status', { gate, status: 'default' })
    expect(await server.outcome('status', kept)).toBe('ok')
    expect((await world.eventsOf(gate)).map(({ type }) => type)).toEqual(['gate-added', 'mode-changed', 'mode-changed'])
    const { json } = await world.rest('GET', `/gates/${gate}`, { token: world.operatorToken })
    expect(json).toMatchObject({ effective: 'default' })
  })

  test('that the rules refuse is spent: it is not kept for a better moment', async () => {
    const { gate, gadget, server, pipeline } = await deskAt(await world.newGate())
    const { lock: uuid } = await pipeline.ask('lock', asked)
    const release = { gate, status: 'released', press: pressOf(gadget, 5, 'release', gate) }
    expect(await server.refusal('status', release)).toBe('gate_locked')
    await pipeline.ask('cancel', { uuid })
    expect(await server.refusal('status', release)).toBe('gate_locked')
    expect(await server.outcome('status', { ...release, press: pressOf(gadget, 6, 'release', gate) })).toBe('ok')
  })

  test('for a lock that has ended is told so', async () => {
    const { gadget, server, pipeline } = await deskAt(await world.newGate())
    const { lock: uuid } = await pipeline.ask('lock', asked)
    await pipeline.ask('cancel', { uuid })
    const press = pressOf(gadget, 1, 'unlock', uuid)
    expect(await server.refusal('unlock', { uuid, press })).toBe('lock_ended')
  })
})

describe('nothing changes', () => {
  /** A desk with one lock, and the check that it is as untouched as before. */
  async function untouched() {
    const desk = await deskAt(await world.newGate())
    const { lock: uuid } = await desk.pipeline.ask('lock', asked)
    const before = await world.eventsOf(desk.gate)
    const check = async () => {
      expect(await world.eventsOf(desk.gate)).toEqual(before)
      expect(await desk.pipeline.ask('in', { lock: uuid })).toMatchObject({ state: 'locked', votes: [] })
    }
    return { ...desk, uuid, check }
  }

  test('by a press with a wrong MAC', async () => {
    const { gadget, server, uuid, check } = await untouched()
    const press = pressOf(gadget, 1, 'unlock', uuid)
    const wrong = [
      { ...press, mac: '0'.repeat(64) },
      { ...press, mac: `${press.mac.startsWith('0') ? '1' : '0'}${press.mac.slice(1)}` },
      { ...press, counter: 2 },
      pressOf({ ...gadget, press_key: gadget.mac_key }, 1, 'unlock', uuid),
      pressOf({ ...gadget, press_key: '0'.repeat(64) }, 1, 'unlock', uuid),
    ]
    for (const each of wrong) expect(await server.refusal('unlock', { uuid, press: each })).toBe('unauthenticated')
    await check()
  })

  test('by a press of a gadget that nobody enrolled, or that was taken back', async () => {
    const { gadget, gate, server, uuid, check } = await untouched()
    const unknown = pressOf({ ...gadget, id: `${gadget.id}-2` }, 1, 'unlock', uuid)
    expect(await server.refusal('unlock', { uuid, press: unknown })).toBe('unauthenticated')
    const lost = await world.newGadget(gate)
    await world.rest('DELETE', `/gadgets/${lost.id}`, { token: world.operatorToken })
    expect(await server.refusal('unlock', { uuid, press: pressOf(lost, 1, 'unlock', uuid) })).toBe('unauthenticated')
    await check()
  })

  test('by a press that borrows the name of another gadget', async () => {
    const { gadget, gate, server, uuid, check } = await untouched()
    const other = await world.newGadget(gate)
    const borrowed = pressOf({ id: gadget.id, press_key: other.press_key }, 1, 'unlock', uuid)
    expect(await server.refusal('unlock', { uuid, press: borrowed })).toBe('unauthenticated')
    expect(
      await server.refusal('unlock', { uuid, press: { ...pressOf(other, 1, 'unlock', uuid), gadget: gadget.id } }),
    ).toBe('unauthenticated')
    await check()
  })

  test('by a press with a counter that was used or overtaken', async () => {
    const { gadget, gate, server, pipeline, uuid } = await untouched()
    const { lock: other } = await pipeline.ask('lock', asked)
    await server.ask('unlock', { uuid: other, press: pressOf(gadget, 10, 'unlock', other) })
    const events = await world.eventsOf(gate)
    for (const counter of [1, 9])
      expect(await server.refusal('unlock', { uuid, press: pressOf(gadget, counter, 'unlock', uuid) })).toBe(
        'unauthenticated',
      )
    expect(await server.refusal('unlock', { uuid, press: pressOf(gadget, 10, 'unlock', uuid) })).toBe('conflict')
    expect(await world.eventsOf(gate)).toEqual(events)
    expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state: 'locked' })
  })

  test('by a press that says something else than the message it came with', async () => {
    const { gadget, gate, server, pipeline, uuid } = await untouched()
    const { lock: other } = await pipeline.ask('lock', asked)
    const events = await world.eventsOf(gate)
    const unlock = pressOf(gadget, 1, 'unlock', uuid)
    expect(await server.refusal('unlock', { uuid: other, press: unlock })).toBe('unauthenticated')
    const block = pressOf(gadget, 2, 'block', gate)
    for (const status of ['released', 'default']) {
      expect(await server.refusal('status', { gate, status, press: block })).toBe('unauthenticated')
    }
    expect(await server.refusal('status', { gate, status: 'blocked', press: unlock })).toBe('unauthenticated')
    expect(await server.refusal('unlock', { uuid, press: block })).toBe('unauthenticated')
    expect(await world.eventsOf(gate)).toEqual(events)
  })

  test("by a press about a gate that is not the gadget's own", async () => {
    const gate = await world.newGate()
    const below = await world.newGate({}, gate)
    const desk = await deskAt(below)
    const { token } = await world.newToken(['server'], { gates: [gate] })
    const server = await world.enter(token, 'server')
    const { lock: uuid } = await desk.pipeline.ask('lock', { ...asked, gate })
    const events = await world.eventsOf(gate)
    expect(await server.refusal('unlock', { uuid, press: pressOf(desk.gadget, 1, 'unlock', uuid) })).toBe('forbidden')
    const block = { gate, status: 'blocked', press: pressOf(desk.gadget, 2, 'block', gate) }
    expect(await server.refusal('status', block)).toBe('forbidden')
    expect(await world.eventsOf(gate)).toEqual(events)
  })

  test('by a server that has no press to show, or wants to reject', async () => {
    const { gate, server, uuid, check } = await untouched()
    expect(await server.refusal('unlock', { uuid })).toBe('forbidden')
    expect(await server.refusal('reject', { uuid })).toBe('forbidden')
    for (const status of ['released', 'blocked', 'default'])
      expect(await server.refusal('status', { gate, status })).toBe('forbidden')
    await check()
  })
})
