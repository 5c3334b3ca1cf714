import { describe, expect, it } from 'vitest'
import { advance } from './apply.ts'
import { evolve } from './evolve.ts'
import { lockOf, nextDueAt } from './state.ts'
import * as say from './testing/scenario.ts'
import { given, inShort, START, when } from './testing/scenario.ts'

const HOUR = 60 * 60_000
const quick = say.setPolicy('root', { lockExpiresAfterMs: 100, approvalExpiresAfterMs: 30, releaseForMs: 50 })

describe('a lock that nobody answers', () => {
  it('is warned of at 80 % of its time and ends with it', () => {
    expect(inShort(given(quick, say.lock('a')).when(say.later(79)))).toBe('nothing')
    expect(given(quick, say.lock('a')).when(say.later(80)).events).toMatchObject([
      { type: 'warned', lock: 'a', expiresAt: START + 100, by: { id: 'link' } },
    ])
    const warned = given(quick, say.lock('a'), say.later(80))
    expect(inShort(warned.when(say.later(19)))).toBe('nothing')
    const { state } = warned.when(say.later(20))
    expect(lockOf(state, 'a')).toMatchObject({
      state: 'expired',
      end: { by: 'link', reason: 'nobody answered in time' },
    })
  })

  it('waits a day by itself', () => {
    expect(inShort(given(say.lock('a')).when(say.later(24 * HOUR - 1)))).toBe('warned')
    expect(inShort(given(say.lock('a')).when(say.later(24 * HOUR)))).toBe('warned + expired')
  })
})

it('an approval that nobody claims ends, without a warning', () => {
  const story = given(quick, say.lock('a'), say.unlock('a', { after: 90 }))
  expect(inShort(story.when(say.later(29)))).toBe('nothing')
  const { state } = story.when(say.later(30))
  expect(lockOf(state, 'a')).toMatchObject({ state: 'expired', end: { reason: 'approval not claimed in time' } })
  expect(inShort(story.when(say.claim('a', { after: 29 })))).toBe('claimed')
  expect(inShort(story.when(say.claim('a', { after: 30 })))).toBe('lock_ended')
})

describe('what is due', () => {
  it('happens at its own time, in order, before the command that comes later', () => {
    const story = given(quick, say.lock('a'), say.lock('b', { after: 10 }))
    const { events, code } = story.when(say.unlock('b', { after: 90 }))
    expect(events.map(({ type, at }) => [type, at - START])).toEqual([
      ['warned', 80],
      ['warned', 90],
      ['expired', 100],
      ['unlocked', 100],
    ])
    expect(code).toBe(null)
  })

  it('happens also when the command is refused', () => {
    const { kinds, code, state } = given(quick, say.lock('a')).when(say.unlock('a', { after: 100 }))
    expect({ kinds, code }).toEqual({ kinds: ['warned', 'expired'], code: 'lock_ended' })
    expect(lockOf(state, 'a')?.state).toBe('expired')
  })

  it('ends a release before the request that comes at that very moment', () => {
    const { state } = given(quick, say.release('root')).when(say.lock('a', { after: 50 }))
    expect(lockOf(state, 'a')?.state).toBe('locked')
    const inTime = given(quick, say.release('root')).when(say.lock('a', { after: 49 }))
    expect(lockOf(inTime.state, 'a')?.state).toBe('unlocked')
  })

  it('is not held up by what is due in a far future, with more digits', () => {
    const far = [say.release('root', { until: 9 * START }), say.setPolicy('root', { allowRelease: false })]
    expect(inShort(given(quick, ...far, say.lock('a')).when(say.later(100)))).toBe('warned + expired')
  })

  it('is known beforehand', () => {
    expect(nextDueAt(given(say.addGate('shop')).state)).toBe(null)
    expect(nextDueAt(given(quick, say.lock('a')).state)).toBe(START + 80)
    expect(nextDueAt(given(quick, say.lock('a'), say.later(80)).state)).toBe(START + 100)
    expect(nextDueAt(given(quick, say.lock('a'), say.unlock('a')).state)).toBe(START + 30)
    expect(nextDueAt(given(quick, say.lock('a'), say.unlock('a'), say.claim('a')).state)).toBe(null)
    expect(nextDueAt(given(quick, say.release('root')).state)).toBe(START + 50)
    expect(nextDueAt(given(quick, say.release('root'), say.block('root')).state)).toBe(null)
  })
})

describe('a clock that goes back', () => {
  const { state } = given(quick, say.lock('a', { after: 500 }))

  it('does not take the time back', () => {
    const { events } = when(state, { ...say.unlock('a').command, at: START })
    expect(events).toMatchObject([{ type: 'unlocked', at: START + 500, expiresAt: START + 530 }])
  })

  it('is not followed by what was overlooked: that happens at the time of the last event', () => {
    const trace = { by: say.pip, request: null, press: null }
    const guarded = { ...trace, type: 'guarded', gate: 'root', lock: null, state: 'running' } as const
    const { events } = advance(evolve(state, { ...guarded, at: START + 900 }), START)
    expect(events.map(({ type, at }) => [type, at])).toEqual([
      ['warned', START + 900],
      ['expired', START + 900],
    ])
  })

  it('does not put off what was due by the last event', () => {
    const never = given(say.setPolicy('root', { lockExpiresAfterMs: 0 }), say.lock('a')).state
    expect(advance(never, START - 500).events).toMatchObject([{ type: 'expired', at: START }])
  })
})
