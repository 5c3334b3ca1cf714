import { macHeaders } from '@boss-deployer/protocol/gadget'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { Input } from './inputs.ts'
import type { ServerState } from './state.ts'
import { dueAt, step } from './step.ts'
import { newGadget, viewOf } from './view.ts'

const enrolled = { id: 'desk', name: 'desk', gate: 'shop', macKey: 'a'.repeat(64), url: 'http://127.0.0.1:1' }
const start: ServerState = {
  ...{ name: 'pi', gates: new Map(), primary: null, link: false, presses: [], refused: 0 },
  gadgets: new Map([['desk', newGadget(enrolled, 0, { at: 0, wall: 0 })]]),
}

const text = fc.oneof(fc.string(), fc.constantFrom('', 'desk', '__proto__', '1', '-1', '1e3', 'a'.repeat(64)))
const gate = fc.record({
  gate: fc.constantFrom('shop', 'bank', '__proto__'),
  effective: fc.constantFrom('default' as const, 'released' as const, 'blocked' as const),
  until: fc.constantFrom(null, '2026-01-02T03:04:05.678Z'),
  queueLength: fc.nat(),
  head: fc.constantFrom(null, {
    ...{ uuid: '018f0000-0000-7000-8000-000000000001', gate: 'shop', pipeline: '😀'.repeat(300), step: 's', by: 'b' },
    lockedAt: '2026-01-02T03:04:05.678Z',
  }),
  sequence: fc.nat(),
})
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ type: fc.constantFrom('tick' as const, 'link-lost' as const) }),
  fc.record({
    type: fc.constant('arrived' as const),
    random: fc.constant('0'.repeat(32)),
    message: fc.record({
      method: fc.constant('POST'),
      path: fc.oneof(fc.constantFrom('/ping', '/unlock', '/block'), text),
      gadget: text,
      session: text,
      counter: text,
      mac: text,
      body: fc.oneof(fc.json(), text),
    }),
  }),
  fc.record({
    type: fc.constant('called' as const),
    gadget: text,
    outcome: fc.constantFrom(200, 401, 500, 'reset' as const, 'failed' as const),
  }),
  fc.record({ type: fc.constantFrom('link-up' as const, 'gates' as const), gates: fc.array(gate) }),
  fc.record({ type: fc.constant('enrolled' as const), gadgets: fc.array(fc.record({ id: text, gate: text })) }),
  fc.record({
    type: fc.constant('answered' as const),
    gadget: text,
    counter: fc.nat(),
    answer: fc.constantFrom('accepted' as const, 'refused' as const, 'unsure' as const),
  }),
)

test.prop([fc.array(fc.tuple(input, fc.nat(5_000)))])(
  'whatever comes in, nothing throws and no state runs back',
  (inputs) => {
    let state = start
    let now = { at: 0, wall: 0 }
    for (const [it, ms] of inputs) {
      now = { at: now.at + ms, wall: now.wall + ms }
      const before = state.gadgets.get('desk')?.sequence ?? 0
      const stepped = step(state, it, now)
      state = stepped.state
      expect(state.gadgets.size).toBe(1)
      expect(state.gadgets.get('desk')?.sequence).toBeGreaterThanOrEqual(before)
      expect(dueAt(state)).not.toBeNaN()
      for (const effect of stepped.effects) {
        if (effect.type !== 'call') continue
        expect(Object.keys(effect.headers)).toEqual(Object.values(macHeaders))
        expect(Buffer.byteLength(effect.body)).toBeLessThan(8 * 1024)
      }
    }
  },
)

test('a gadget that the link has revoked shows that it cannot know', () => {
  const shop = { gate: 'shop', effective: 'default' as const, until: null, queueLength: 0, head: null, sequence: 1 }
  const linked = step(start, { type: 'link-up', gates: [shop] }, { at: 0, wall: 0 }).state
  const showsAfter = (gadgets: readonly { readonly id: string; readonly gate: string }[]) => {
    const { state } = step(linked, { type: 'enrolled', gadgets }, { at: 0, wall: 0 })
    const gadget = state.gadgets.get('desk')
    return gadget && viewOf(state, gadget).link
  }
  expect(showsAfter([{ id: 'desk', gate: 'shop' }])).toBe(true)
  expect(showsAfter([{ id: 'other', gate: 'shop' }])).toBe(false)
})
