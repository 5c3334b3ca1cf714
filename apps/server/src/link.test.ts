import { bad, good, type HeldClock, heldClock, type Reply, type ScriptedLink, scriptLink } from '@boss-deployer/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Input } from './core/inputs.ts'
import type { Press } from './core/state.ts'
import { type LinkSide, linkSide } from './link.ts'

const uuid = '018f0000-0000-7000-8000-000000000001'
const press = (action: Press['action']): Press => ({
  ...{ gadget: 'desk', counter: 65_537, action, mac: 'c'.repeat(64) },
  ...(action === 'unlock' ? { uuid } : { gate: 'shop' }),
})
const gate = {
  ...{ gate: 'shop', status: 'default', effective: 'default', held_by: 'shop', changed_at: null, changed_by: null },
  ...{ reason: null, until: null, queue_length: 0, head: null, allow_release: true, approvals: 1, sequence: 3 },
}
const noLog = { info() {}, warn() {}, error() {} }

let clock: HeldClock
let scripts: ScriptedLink[]
let side: LinkSide
let heard: Input[]
const script = () => scripts.at(-1) ?? scriptLink()

beforeEach(() => {
  clock = heldClock()
  scripts = []
  heard = []
  const wall = {
    now: () => ({ at: clock.now(), wall: clock.now() }),
    after: (ms: number, run: () => void) => clock.after(ms, run),
  }
  const connect = () => {
    scripts.push(scriptLink())
    return script().link
  }
  side = linkSide({ connect, clock: wall, log: noLog })
  side.start({
    put: (input) => {
      heard.push(input)
      return null
    },
  })
})

describe('what the link says', () => {
  test('welcome, ack and gate tell the server what is true', () => {
    const welcome = { last_login: null, status: 'default', lock: null, locked: true, state: null, gate: null }
    script().say('welcome', { ...welcome, gates: [gate], protocol_version: 1, features: [], sequence: 3 })
    script().say('ack', { server: 'pi', gadgets: [{ id: 'desk', name: 'Desk', gate: 'shop' }], gates: [gate] })
    script().say('gate', { ...gate, effective: 'blocked' })
    expect(heard).toMatchObject([
      { type: 'link-up', gates: [{ gate: 'shop', queueLength: 0 }] },
      { type: 'enrolled', gadgets: [{ id: 'desk', gate: 'shop' }] },
      { type: 'gates', gates: [{ effective: 'default' }] },
      { type: 'gates', gates: [{ effective: 'blocked' }] },
    ])
  })

  test('that it is away is told, that it is back only by its welcome', () => {
    script().connection({ state: 'lost', reason: 'the cable' })
    script().connection({ state: 'connected' })
    expect(heard).toEqual([{ type: 'link-lost' }])
  })

  test('a link that refuses the token is asked again after a while', async () => {
    script().connection({ state: 'refused', error: { code: 'unauthenticated', message: 'no' } })
    expect(heard).toEqual([{ type: 'link-lost' }])
    expect(await side.send(press('block'), null)).toBe('unsure')
    await clock.advance(29_999)
    expect(scripts).toHaveLength(1)
    await clock.advance(1)
    expect(scripts).toHaveLength(2)
  })

  test('one that was closed is not asked again', async () => {
    script().connection({ state: 'refused', error: { code: 'unauthenticated', message: 'no' } })
    await side.close()
    await clock.advance(60_000)
    expect(scripts).toHaveLength(1)
  })
})

describe('a press', () => {
  test.each([
    ['unlock', 'unlock', { uuid }],
    ['release', 'status', { status: 'released', gate: 'shop' }],
    ['block', 'status', { status: 'blocked', gate: 'shop' }],
    ['default', 'status', { status: 'default', gate: 'shop' }],
  ] as const)('%s goes on the channel %s', async (action, channel, message) => {
    void side.send(press(action), null)
    expect(script().sent).toEqual([{ channel, message: { ...message, press: press(action) } }])
  })

  test('that was kept carries its time, an unlock as its note, a block as its reason', () => {
    void side.send(press('unlock'), 'pressed_at then')
    void side.send(press('block'), 'pressed_at then')
    expect(script().sent).toMatchObject([
      { message: { note: 'pressed_at then' } },
      { message: { reason: 'button, pressed_at then' } },
    ])
  })

  test.each<[string, Reply]>([
    ['accepted', good({ uuid, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 })],
    ['refused', bad('lock_ended')],
    ['refused', bad('forbidden')],
    ['unsure', bad('internal')],
    ['unsure', bad('unavailable')],
    ['unsure', bad('too_many')],
    ['unsure', { does: 'cut' }],
  ])('is %s after %j', async (answer, reply) => {
    script().handle('unlock', () => reply)
    expect(await side.send(press('unlock'), null)).toBe(answer)
  })
})
