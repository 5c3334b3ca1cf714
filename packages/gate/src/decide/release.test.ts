import { describe, expect, it } from 'vitest'
import type { Policy } from '../policy.ts'
import { effectiveOf, gateOf, lockOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START, type Step } from '../testing/scenario.ts'

const HOUR = 60 * 60_000
const tree = [say.addGate('shop.prod'), say.addGate('blog')]

describe('release', () => {
  it('lets a step pass without a press', () => {
    const story = given(say.release('root', { by: say.bob, reason: 'friday' }), say.lock('a'))
    expect(lockOf(story.state, 'a')).toMatchObject({ state: 'unlocked', note: 'friday', expiresAt: START + HOUR })
    expect(lockOf(story.state, 'a')?.votes).toMatchObject([{ via: 'release', name: 'released by bob' }])
    expect(inShort(story.when(say.claim('a')))).toBe('claimed')
  })

  it('ends by itself after an hour, at the end it carries, or never where the policy says never', () => {
    const standing = (...steps: readonly Step[]) => gateOf(given(...steps).state, 'root')?.standing
    expect(standing(say.release('root'))).toMatchObject({ mode: 'released', until: START + HOUR })
    expect(standing(say.release('root'), say.later(HOUR - 1))).toMatchObject({ mode: 'released' })
    expect(standing(say.release('root'), say.later(HOUR))).toMatchObject({ mode: 'default', until: null })
    expect(standing(say.release('root', { until: 5 }), say.later(5))).toMatchObject({ mode: 'default' })
    const never = say.setPolicy('root', { releaseForMs: null })
    expect(standing(never, say.release('root'), say.later(999 * HOUR))).toMatchObject({ mode: 'released', until: null })
    expect(standing(never, say.release('root', { until: null }))).toMatchObject({ mode: 'released', until: null })
    expect(standing(never, say.release('root', { until: 5 }), say.later(5))).toMatchObject({ mode: 'default' })
  })

  it('needs an end where the policy does not say never, and one in the future', () => {
    expect(inShort(given().when(say.release('root', { until: null })))).toBe('invalid_message')
    expect(inShort(given().when(say.release('root', { until: 0 })))).toBe('invalid_message')
  })

  it('can be given another end, and is not prolonged by asking again without one', () => {
    const story = given(say.release('root', { until: 50 }))
    expect(inShort(story.when(say.release('root')))).toBe('nothing')
    const { state, kinds } = story.when(say.release('root', { until: 90 }))
    expect(kinds).toEqual(['mode-changed'])
    expect(gateOf(state, 'root')?.standing.until).toBe(START + 90)
    expect(
      given(say.release('root', { until: 50 }), say.release('root', { until: 90 })).when(say.later(60)).kinds,
    ).toEqual([])
  })

  it('is refused while a lock waits at or below the gate, but not for one beside it', () => {
    const story = given(...tree, say.lock('a', { gate: 'shop.prod' }))
    expect(inShort(story.when(say.release('shop.prod')))).toBe('gate_locked')
    expect(inShort(story.when(say.release('root')))).toBe('gate_locked')
    expect(inShort(story.when(say.release('blog')))).toBe('mode-changed')
  })

  it('with approve_pending is one vote of the caller on each waiting lock', () => {
    const { state, kinds } = given(
      ...tree,
      say.setPolicy('shop', { approvals: 2 }),
      say.lock('two', { gate: 'shop' }),
      say.lock('one', { gate: 'shop.prod' }),
      say.lock('own', { gate: 'shop.prod', by: say.ada }),
    ).when(say.release('root', { approvePending: true, reason: 'friday' }))
    expect(kinds).toEqual(['mode-changed', 'voted', 'unlocked'])
    expect(['two', 'one', 'own'].map((id) => lockOf(state, id)?.state)).toEqual(['locked', 'unlocked', 'locked'])
    expect(lockOf(state, 'one')?.note).toBe('friday')
  })

  it('with approve_pending leaves alone what waits beside the gate', () => {
    const story = given(...tree, say.lock('a', { gate: 'shop.prod' }), say.lock('b', { gate: 'blog' }))
    const { state } = story.when(say.release('shop', { approvePending: true }))
    expect(['a', 'b'].map((id) => lockOf(state, id)?.state)).toEqual(['unlocked', 'locked'])
  })

  it('reaches only gates whose policy allows it', () => {
    const reaches = (policy: Partial<Policy>) =>
      effectiveOf(given(say.addGate('shop', policy), say.release('root')).state, 'shop').mode
    expect(reaches({})).toBe('released')
    expect(reaches({ approvals: 2 })).toBe('default')
    expect(reaches({ needsPress: true })).toBe('default')
    expect(reaches({ required: ['ada'] })).toBe('default')
    expect(reaches({ approvals: 2, allowRelease: true })).toBe('released')
    expect(reaches({ allowRelease: false })).toBe('default')
  })

  it('is refused on a gate whose policy does not allow it, and without a reason where one is asked', () => {
    expect(inShort(given(say.setPolicy('root', { approvals: 2 })).when(say.release('root')))).toBe('forbidden')
    const strict = given(say.setPolicy('root', { needsReason: { reject: false, release: true, block: false } }))
    expect(inShort(strict.when(say.release('root')))).toBe('invalid_message')
    expect(inShort(strict.when(say.release('root', { reason: 'friday' })))).toBe('mode-changed')
  })

  it('no longer lets a step pass once a policy forbids it', () => {
    const { state } = given(say.release('root'), say.setPolicy('root', { allowRelease: false })).when(say.lock('a'))
    expect(lockOf(state, 'a')?.state).toBe('locked')
  })
})
