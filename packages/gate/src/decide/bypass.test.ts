import { describe, expect, it } from 'vitest'
import { gateOf, lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const MINUTE = 60_000
const onCall = say.setPolicy('root', { responders: ['ada', 'group:sre'] })
const two = say.setPolicy('root', { responders: ['ada', 'group:sre'], bypassNeeds: 2 })
const sue = { by: { ...say.cyd, id: 'sue', name: 'sue', groups: ['sre'] } }
const blocked = [onCall, say.block('root')]
const bypassed = [...blocked, say.bypass('root'), say.lock('a')]

describe('a bypass', () => {
  it('lets one request of its pipeline and step pass while blocked, and the next one is refused', () => {
    const story = given(...blocked, say.bypass('root', { after: 5 }))
    const { state, kinds, events } = story.when(say.lock('a', { after: 7 }))
    expect(kinds).toEqual(['locked', 'unlocked'])
    expect(events).toMatchObject([
      { type: 'locked', bypass: 'B' },
      { type: 'unlocked', bypass: 'B', note: 'the shop is down', votes: [{ id: 'ada' }] },
    ])
    expect(lockOf(state, 'a')).toMatchObject({ state: 'unlocked', expiresAt: START + 5 + 15 * MINUTE })
    expect(inShort(given(...bypassed).when(say.lock('b')))).toBe('refused')
    expect(inShort(given(...bypassed).when(say.claim('a')))).toBe('claimed')
  })

  it('leaves the gate blocked for everybody else', () => {
    const story = given(...blocked, say.bypass('root'))
    expect(gateOf(story.state, 'root')?.standing.mode).toBe('blocked')
    expect(inShort(story.when(say.lock('b', { pipeline: 'other' })))).toBe('refused')
    expect(inShort(story.when(say.lock('b', { step: 'other' })))).toBe('refused')
    const below = given(onCall, say.addGate('shop'), say.block('root'), say.bypass('root'))
    expect(inShort(below.when(say.lock('b', { gate: 'shop' })))).toBe('refused')
  })

  it('may be for one commit only, and is then used before one for any', () => {
    const story = given(...blocked, say.bypass('root', { commit: 'c1' }))
    expect(inShort(story.when(say.lock('a', { commit: 'c2' })))).toBe('refused')
    expect(inShort(story.when(say.lock('a')))).toBe('refused')
    const both = given(...blocked, say.bypass('root'), say.bypass('root', { commit: 'c1', bypass: 'C' }))
    expect(both.when(say.lock('a', { commit: 'c1' })).events).toMatchObject([{ bypass: 'C' }, { bypass: 'C' }])
    expect(both.when(say.lock('a', { commit: 'c2' })).events).toMatchObject([{ bypass: 'B' }, { bypass: 'B' }])
  })

  it('passes a block of a gate above, by a responder of the gate that is asked', () => {
    const shop = say.addGate('shop', { responders: ['bob'] })
    const story = given(onCall, shop, say.block('root'))
    expect(inShort(story.when(say.bypass('shop')))).toBe('forbidden')
    const { state } = given(onCall, shop, say.block('root'), say.bypass('shop', { by: say.bob })).when(
      say.lock('a', { gate: 'shop' }),
    )
    expect(lockOf(state, 'a')?.state).toBe('unlocked')
  })

  it.each([
    ['by somebody who is no responder', blocked, say.bypass('root', { by: say.bob }), 'forbidden'],
    ['where the policy names none', [say.block('root')], say.bypass('root'), 'forbidden'],
    ['while the gate is not blocked', [onCall], say.bypass('root'), 'conflict'],
    ['without a reason', blocked, say.bypass('root', { reason: ' ' }), 'invalid_message'],
    ['at a gate that is not there', blocked, say.bypass('nope'), 'gate_not_found'],
    ['by a press', blocked, say.pressed(say.bypass('root'), 1), 'press-refused'],
  ])('is refused %s', (_, story, step, code) => {
    expect(inShort(given(...story).when(step))).toBe(code)
  })

  it('is not for the principal that gave it, unless the policy allows self-approval', () => {
    const own = say.lock('a', { by: say.ada })
    expect(inShort(given(...blocked, say.bypass('root')).when(own))).toBe('refused')
    const lenient = [say.setPolicy('root', { allowSelfApproval: true }), ...blocked]
    expect(inShort(given(...lenient, say.bypass('root')).when(own))).toBe('locked + unlocked')
    const written = say.lock('a', { requestedBy: 'ada' })
    expect(inShort(given(...blocked, say.bypass('root')).when(written))).toBe('locked + unlocked')
  })

  it('said twice is one bypass, also under another request id', () => {
    const story = given(...blocked, say.bypass('root', { requestId: 'r' }))
    expect(inShort(story.when(say.bypass('root', { bypass: 'C', requestId: 'r' })))).toBe('nothing')
    expect(inShort(story.when(say.bypass('root', { bypass: 'C', requestId: 's' })))).toBe('unchanged')
    expect(inShort(story.when(say.bypass('root', { step: 'other', requestId: 'r' })))).toBe('conflict')
  })

  it('ends when nobody used it in time, and its lock when nobody claimed it', () => {
    const unused = given(...blocked, say.bypass('root'))
    expect(inShort(unused.when(say.later(15 * MINUTE)))).toBe('bypass-ended')
    expect(inShort(unused.when(say.lock('a', { after: 15 * MINUTE })))).toBe('bypass-ended + refused')
    expect(inShort(given(...bypassed).when(say.claim('a', { after: 15 * MINUTE })))).toBe('lock_ended')
  })

  it('is refused when a hundred are open at the gate', () => {
    const many = Array.from({ length: 100 }, (_, n) => say.bypass('root', { step: `s${n}`, bypass: `B${n}` }))
    expect(inShort(given(...blocked, ...many).when(say.bypass('root')))).toBe('too_many')
  })
})

describe('a bypass that needs a second responder', () => {
  const asked = [two, say.block('root'), say.bypass('root')]

  it('lets nothing pass until another one agrees, for fifteen minutes from then', () => {
    expect(inShort(given(two, say.block('root')).when(say.bypass('root')))).toBe('bypass-asked')
    expect(inShort(given(...asked).when(say.lock('a')))).toBe('refused')
    const { events, state } = given(...asked).when(say.bypass('root', { ...sue, bypass: 'C', after: 9 }))
    expect(events).toMatchObject([{ type: 'bypass-granted', bypass: 'B', needed: 2, votes: [{}, { id: 'sue' }] }])
    expect(gateOf(state, 'root')?.standing.bypasses).toMatchObject([
      { id: 'B', isGranted: true, expiresAt: START + 9 + 15 * MINUTE },
    ])
  })

  it('is not given by one of them twice, nor by somebody else', () => {
    expect(inShort(given(...asked).when(say.bypass('root', { bypass: 'C' })))).toBe('nothing')
    expect(inShort(given(...asked).when(say.bypass('root', { by: say.bob })))).toBe('forbidden')
  })

  it('is not granted by a policy that asks for fewer: a responder has to say so', () => {
    const fewer = say.setPolicy('root', { bypassNeeds: 1 })
    expect(inShort(given(...asked, fewer).when(say.lock('a')))).toBe('refused')
    expect(inShort(given(...asked, fewer).when(say.bypass('root')))).toBe('bypass-granted')
  })

  it('no longer counts who is not a responder any more', () => {
    const changed = say.setPolicy('root', { responders: ['group:sre'] })
    expect(inShort(given(...asked, changed).when(say.bypass('root', sue)))).toBe('bypass-asked')
    const granted = [...asked, say.bypass('root', sue)]
    expect(inShort(given(...granted, changed).when(say.lock('a')))).toBe('refused')
    expect(inShort(given(...granted, say.lock('a')).when(changed))).toBe('policy-changed + expired')
  })
})

describe('a block after the bypass', () => {
  it('ends it, and the lock that it let through', () => {
    const again = given(...blocked, say.bypass('root')).when(say.block('root'))
    expect(again.events).toMatchObject([{ type: 'mode-changed', from: 'blocked', to: 'blocked' }])
    expect(inShort(given(...blocked, say.bypass('root'), say.block('root')).when(say.lock('a')))).toBe('refused')
    const { state } = given(...bypassed).when(say.block('root'))
    expect(lockOf(state, 'a')?.state).toBe('killed')
    expect(inShort(given(...bypassed, say.block('root')).when(say.block('root')))).toBe('nothing')
  })

  it('of a gate above ends it too, and nothing revives it', () => {
    const shop = [say.addGate('shop', { responders: ['ada'] }), say.block('shop'), say.bypass('shop')]
    const { events } = given(...shop).when(say.block('root'))
    expect(events).toMatchObject([{ gate: 'root', bypasses: ['shop'] }])
    const opened = given(...shop, say.block('root'), say.toDefault('root'))
    expect(inShort(opened.when(say.lock('a', { gate: 'shop' })))).toBe('refused')
  })

  it('holds back what had passed by it, and the same block does not', () => {
    const claimed = [...bypassed, say.claim('a')]
    expect(inShort(given(...claimed).when(say.use('a', 'build-1')))).toBe('used')
    expect(inShort(given(...claimed, say.bypass('root'), say.block('root')).when(say.use('a', 'build-1')))).toBe(
      'gate_blocked',
    )
    expect(inShort(given(...claimed, say.toDefault('root'), say.block('root')).when(say.use('a', 'build-1')))).toBe(
      'gate_blocked',
    )
  })

  it('ends with the order of its gate: after a default it is over', () => {
    const story = given(...blocked, say.bypass('root'), say.toDefault('root'))
    expect(gateOf(story.state, 'root')?.standing.bypasses).toEqual([])
    expect(inShort(story.when(say.lock('a')))).toBe('locked')
  })
})
