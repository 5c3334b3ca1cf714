import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../policy.ts'
import { lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START } from '../testing/scenario.ts'

const HOUR = 60 * 60_000
const byBob = { by: say.bob }
const byCyd = { by: say.cyd }

describe('an unlock', () => {
  it('is the yes of one approver, with a note, for an hour', () => {
    const { state, events } = given(say.lock('a')).when(say.unlock('a', { note: 'go on', after: 5 }))
    expect(events).toMatchObject([{ type: 'unlocked', note: 'go on', by: { id: 'ada' } }])
    expect(lockOf(state, 'a')).toMatchObject({ note: 'go on', unlockedAt: START + 5, expiresAt: START + 5 + HOUR })
  })

  it('needs N distinct approvers', () => {
    const story = given(say.setPolicy('root', { approvals: 2 }), say.lock('a'))
    expect(story.when(say.unlock('a', { note: 'looks fine' })).events).toMatchObject([
      { type: 'voted', needed: 2, note: 'looks fine', vote: { id: 'ada', via: 'api', at: START } },
    ])
    const half = given(say.setPolicy('root', { approvals: 2 }), say.lock('a'), say.unlock('a'))
    expect(inShort(half.when(say.unlock('a')))).toBe('nothing')
    const { events } = half.when(say.unlock('a', byBob))
    expect(events).toMatchObject([{ type: 'unlocked', votes: [{ id: 'ada' }, { id: 'bob' }] }])
  })

  it('is only for approvers, by name or by group', () => {
    const story = given(say.setPolicy('root', { approvers: ['cyd', 'group:ops'] }), say.lock('a'))
    expect(inShort(story.when(say.unlock('a')))).toBe('unlocked')
    expect(inShort(story.when(say.unlock('a', byCyd)))).toBe('unlocked')
    expect(inShort(story.when(say.unlock('a', { by: { ...say.bob, groups: ['dev'] } })))).toBe('forbidden')
    expect(inShort(story.when(say.unlockHead('root', { by: { ...say.bob, id: 'group:ops', groups: [] } })))).toBe(
      'forbidden',
    )
  })

  it('waits for each required person and group, however many others voted', () => {
    const strict = [say.setPolicy('root', { required: ['cyd', 'group:ops'] }), say.lock('a')]
    const dan = { by: { ...say.cyd, id: 'dan', name: 'dan' } }
    expect(inShort(given(...strict).when(say.unlock('a', dan)))).toBe('voted')
    expect(inShort(given(...strict, say.unlock('a', dan)).when(say.unlock('a', byCyd)))).toBe('voted')
    expect(inShort(given(...strict, say.unlock('a', dan), say.unlock('a', byCyd)).when(say.unlock('a')))).toBe(
      'unlocked',
    )
  })

  it('counts again for who has come into a required group since', () => {
    const story = given(say.setPolicy('root', { required: ['group:sec'] }), say.lock('a'), say.unlock('a'))
    expect(inShort(story.when(say.unlock('a', { by: { ...say.ada, groups: ['ops', 'sec'] } })))).toBe('unlocked')
  })

  it('answers the oldest lock at or below a gate by unlock-head', () => {
    const story = given(say.addGate('shop'), say.addGate('blog'))
    expect(inShort(story.when(say.unlockHead('root')))).toBe('lock_not_found')
    const waits = given(
      say.addGate('shop.prod'),
      say.addGate('blog'),
      say.lock('a', { gate: 'blog' }),
      say.lock('b', { gate: 'shop.prod' }),
      say.lock('c', { gate: 'shop' }),
    )
    expect(waits.when(say.unlockHead('root')).about).toBe('a')
    expect(waits.when(say.unlockHead('shop')).about).toBe('b')
    expect(waits.when(say.unlockHead('shop.prod')).about).toBe('b')
  })
})

describe('a physical press as a factor', () => {
  const strict = [say.setPolicy('root', { approvals: 2, needsPress: true }), say.lock('a')]

  it('is needed among the votes, by anybody of them', () => {
    const clicks = [say.unlock('a'), say.unlock('a', byBob)]
    expect(lockOf(given(...strict, ...clicks).state, 'a')?.state).toBe('locked')
    expect(inShort(given(...strict, ...clicks).when(say.pressed(say.unlock('a', byCyd), 1)))).toBe('unlocked')
    expect(inShort(given(...strict, say.pressed(say.unlock('a'), 1)).when(say.unlock('a', byBob)))).toBe('unlocked')
  })

  it('counts for a voter who clicked before, and is not lost by a click afterwards', () => {
    const clicks = [say.unlock('a'), say.unlock('a', byBob)]
    expect(inShort(given(...strict, ...clicks).when(say.pressed(say.unlock('a'), 1)))).toBe('unlocked')
    const pressedFirst = given(...strict, say.pressed(say.unlock('a'), 1))
    expect(inShort(pressedFirst.when(say.unlock('a', { by: { ...say.ada, groups: [] } })))).toBe('nothing')
  })

  it('is one voter all the same', () => {
    const story = given(...strict, say.unlock('a'))
    const { kinds, state } = story.when(say.pressed(say.unlock('a'), 1))
    expect(kinds).toEqual(['voted'])
    expect(lockOf(state, 'a')?.votes.map(({ id, via }) => [id, via])).toEqual([['ada', 'gadget']])
  })

  it('is not believed without a press', () => {
    const story = given(...strict, say.unlock('a', byBob))
    expect(inShort(story.when(say.unlock('a', { by: say.via(say.ada, 'gadget') })))).toBe('unauthenticated')
  })
})

describe('no self-approval', () => {
  it('holds for the principal that asked', () => {
    const story = given(say.lock('a', { by: say.ada }))
    expect(inShort(story.when(say.unlock('a')))).toBe('self_approval')
    expect(inShort(story.when(say.unlock('a', byBob)))).toBe('unlocked')
  })

  it('holds for whom the pipeline names, by id or by name', () => {
    expect(inShort(given(say.lock('a', { requestedBy: 'ada' })).when(say.unlock('a')))).toBe('self_approval')
    const named = { by: { ...say.bob, id: 'token:1', name: 'Bob' } }
    expect(inShort(given(say.lock('a', { requestedBy: 'Bob' })).when(say.unlock('a', named)))).toBe('self_approval')
    expect(inShort(given(say.lock('a', { requestedBy: 'Bob' })).when(say.unlock('a')))).toBe('unlocked')
  })

  it('cannot be lifted by what the pipeline says of itself', () => {
    const story = given(say.lock('a', { by: say.ada, requestedBy: 'somebody' }))
    expect(inShort(story.when(say.unlock('a')))).toBe('self_approval')
  })

  it('can be lifted by the policy', () => {
    const story = given(say.setPolicy('root', { allowSelfApproval: true }), say.lock('a', { by: say.ada }))
    expect(inShort(story.when(say.unlock('a')))).toBe('unlocked')
  })
})

describe('a reject', () => {
  it('is the no of one approver, however many approvals are needed', () => {
    const story = given(say.setPolicy('root', { approvals: 3, approvers: ['ada'] }), say.lock('a'))
    expect(inShort(story.when(say.reject('a', byBob)))).toBe('forbidden')
    const { state } = story.when(say.reject('a', { reason: 'friday' }))
    expect(lockOf(state, 'a')?.end).toEqual({ at: START, by: 'ada', reason: 'friday' })
  })

  it('needs a reason where the policy says so', () => {
    const strict = given(
      say.setPolicy('root', { needsReason: { reject: true, release: false, block: false } }),
      say.lock('a'),
    )
    expect(inShort(strict.when(say.reject('a')))).toBe('invalid_message')
    expect(inShort(strict.when(say.reject('a', { reason: '  ' })))).toBe('invalid_message')
    expect(inShort(strict.when(say.reject('a', { reason: 'friday' })))).toBe('rejected')
  })
})

describe('a policy that changes while locks wait', () => {
  it('unlocks at once what has votes enough under the new one, by the votes it has', () => {
    const story = given(say.setPolicy('root', { approvals: 2 }), say.lock('a'), say.lock('b'), say.unlock('a'))
    const { state, kinds } = story.when(say.setPolicy('root', { approvals: 1 }, byBob))
    expect(kinds).toEqual(['policy-changed', 'unlocked'])
    expect(lockOf(state, 'a')?.votes).toMatchObject([{ id: 'ada' }])
    expect(lockOf(state, 'b')?.state).toBe('locked')
  })

  it('no longer counts votes of who is not an approver any more', () => {
    const story = given(
      say.setPolicy('root', { approvals: 2 }),
      say.lock('a'),
      say.unlock('a'),
      say.setPolicy('root', { approvers: ['bob', 'cyd'] }),
    )
    expect(inShort(story.when(say.unlock('a', byBob)))).toBe('voted')
    expect(inShort(story.when(say.setPolicy('root', { approvals: 1 })))).toBe('policy-changed')
  })

  it('never unlocks a lock without a counted vote, even when it asks for none', () => {
    const story = given(say.setPolicy('root', { approvals: 2 }), say.lock('a'), say.unlock('a'))
    const { state } = story.when(say.setPolicy('root', { approvals: 0, approvers: ['bob'] }))
    expect(lockOf(state, 'a')?.state).toBe('locked')
  })

  it('lets nothing pass that it would not let through: what was unlocked and is not claimed ends', () => {
    const story = given(say.lock('a'), say.lock('b'), say.unlock('a'), say.unlock('b', byBob))
    const { kinds, state } = story.when(say.setPolicy('root', { approvers: ['bob'] }))
    expect(kinds).toEqual(['policy-changed', 'expired'])
    expect(lockOf(state, 'a')).toMatchObject({ state: 'expired', end: { reason: 'the policy changed: ask again' } })
    expect(lockOf(state, 'b')?.state).toBe('unlocked')
    expect(inShort(given(say.lock('a'), say.unlock('a')).when(say.setPolicy('root', { approvals: 2 })))).toBe(
      'policy-changed + expired',
    )
  })

  it('lets nothing pass by a release that it does not allow', () => {
    const released = given(say.release('root'), say.lock('a'))
    expect(inShort(released.when(say.setPolicy('root', { allowRelease: false })))).toBe('policy-changed + expired')
    expect(inShort(released.when(say.setPolicy('root', { approvers: ['bob'] })))).toBe('policy-changed')
  })

  it('does not touch what has passed, nor the time that a lock was given', () => {
    const story = given(say.lock('a'), say.unlock('a'), say.claim('a'), say.lock('b'))
    const { kinds, state } = story.when(say.setPolicy('root', { approvers: ['bob'], lockExpiresAfterMs: 5 }))
    expect(kinds).toEqual(['policy-changed'])
    expect(lockOf(state, 'b')?.expiresAt).toBe(START + 24 * HOUR)
  })

  it('is refused when the policy is not the one that was seen, unless it is what was asked for already', () => {
    const story = given(say.setPolicy('root', { approvals: 2 }))
    const seen = { expected: defaultPolicy }
    expect(inShort(story.when(say.setPolicy('root', { approvals: 3 }, seen)))).toBe('precondition_failed')
    expect(inShort(story.when(say.setPolicy('root', { approvals: 2 }, seen)))).toBe('nothing')
    expect(inShort(given().when(say.setPolicy('root', { approvals: 3 }, seen)))).toBe('policy-changed')
  })

  it('leaves no event when it is the policy already', () => {
    expect(inShort(given().when(say.setPolicy('root', { approvals: 1 })))).toBe('nothing')
  })
})
