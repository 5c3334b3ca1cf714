import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../policy.ts'
import { gateOf, lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const MINUTE = 60_000

describe('a new gate', () => {
  it('comes with the gates above it that are missing', () => {
    const { state, events } = given(say.addGate('shop')).when(say.addGate('shop.eu.prod', { approvals: 2 }))
    expect(events.map((event) => [event.type, 'gate' in event && event.gate])).toEqual([
      ['gate-added', 'shop.eu'],
      ['gate-added', 'shop.eu.prod'],
    ])
    expect(gateOf(state, 'shop.eu')?.policy).toEqual(defaultPolicy)
    expect(gateOf(state, 'shop.eu.prod')?.policy).toEqual({ ...defaultPolicy, approvals: 2 })
  })

  it('is refused where there is one, or by a name that is none', () => {
    expect(inShort(given(say.addGate('shop')).when(say.addGate('shop')))).toBe('conflict')
    expect(inShort(given().when(say.addGate('root')))).toBe('conflict')
    expect(inShort(given().when(say.addGate('Shop')))).toBe('invalid_message')
  })

  it('is refused once there are a thousand', () => {
    const full = given(...Array.from({ length: 999 }, (_, n) => say.addGate(`g${n}`)))
    expect(inShort(full.when(say.addGate('one-more')))).toBe('too_many')
    expect(
      inShort(given(...Array.from({ length: 998 }, (_, n) => say.addGate(`g${n}`))).when(say.addGate('one-more'))),
    ).toBe('gate-added')
  })
})

describe('a requester that is gone', () => {
  it.each([
    ['waits', [say.lock('a')]],
    ['was unlocked', [say.lock('a'), say.unlock('a')]],
  ])('for fifteen minutes ends its lock that %s', (_, story) => {
    expect(inShort(given(...story).when(say.gone('a', START, { after: 15 * MINUTE - 1 })))).toBe('nothing')
    const { state } = given(...story).when(say.gone('a', START, { after: 15 * MINUTE }))
    expect(lockOf(state, 'a')).toMatchObject({ state: 'expired', end: { reason: 'requester gone' } })
  })

  it('may be away longer where the policy says so', () => {
    const story = given(say.setPolicy('root', { requesterGoneAfterMs: 60 * MINUTE }), say.lock('a'))
    expect(inShort(story.when(say.gone('a', START, { after: 15 * MINUTE })))).toBe('nothing')
  })

  it('does not matter to a lock that nobody waits for', () => {
    expect(inShort(given(say.lock('a', { hold: false })).when(say.gone('a', 0)))).toBe('nothing')
  })
})

it('a guard of a lock is at the gate of that lock', () => {
  const story = given(say.addGate('shop'), say.lock('a'))
  expect(inShort(story.when(say.guard('shop', 'a')))).toBe('conflict')
  expect(story.when(say.guard('root', 'a')).events).toMatchObject([{ type: 'guarded', lock: 'a', state: 'running' }])
  expect(story.when(say.guard('shop', null)).events).toMatchObject([{ type: 'guarded', gate: 'shop', lock: null }])
})

it('what was let through says how it went', () => {
  const story = given(say.lock('a'), say.unlock('a'), say.claim('a'))
  expect(story.when(say.done('a')).events).toMatchObject([
    { type: 'done', lock: 'a', outcome: 'succeeded', exitCode: 0 },
  ])
})

it('every event says who did it, how, by which device, when and as which message', () => {
  const { events } = given(say.lock('a')).when(say.pressed(say.unlock('a', { after: 5 }), 7))
  expect(events).toMatchObject([
    {
      at: START + 5,
      by: { id: 'ada', name: 'ada', via: 'gadget', device: 'desk' },
      press: { gadget: 'desk', counter: 7 },
      request: { id: 'press:desk:7', kind: 'unlock', target: 'a', commit: null },
    },
  ])
})
