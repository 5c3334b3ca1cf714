import { describe, expect, it } from 'vitest'
import { forgetClosed } from './apply.ts'
import { answerOf } from './evolve.ts'
import { withLoadedAnswers, withLoadedLock } from './restore.ts'
import { get } from './sorted.ts'
import { type Asked, askedKey, lockOf } from './state.ts'
import * as say from './testing/scenario.ts'
import { given, when } from './testing/scenario.ts'

const build = { requestId: 'build-1' }
const answer = (sequence: number, lock: string): Asked => ({ kind: 'lock', target: '[]', commit: lock, sequence, lock })

describe('what is loaded', () => {
  it('stands beside what the state holds already, oldest first', () => {
    const loaded = withLoadedAnswers(given().state, 'pip', 'r', [answer(1, 'a'), answer(5, 'c')])
    const more = withLoadedAnswers(loaded, 'pip', 'r', [answer(1, 'a'), answer(3, 'b')])
    expect(get(more.asked, askedKey('pip', 'r'))).toEqual([answer(1, 'a'), answer(3, 'b'), answer(5, 'c')])
    expect(withLoadedAnswers(more, 'pip', 'r', [answer(3, 'b')])).toBe(more)
  })

  it('never turns back a lock that the state holds', () => {
    const before = given(say.lock('a'), say.unlock('a'))
    const stale = lockOf(before.state, 'a')
    const { state } = before.when(say.claim('a'))
    expect(stale && lockOf(withLoadedLock(state, stale), 'a')?.state).toBe('claimed')
  })

  it('lets a closed lock be named again', () => {
    const full = given(say.lock('a'), say.unlock('a'), say.claim('a')).state
    const lean = forgetClosed(full)
    const claimed = lockOf(full, 'a')
    expect(when(lean, say.claim('a').command).code).toBe('lock_not_found')
    expect(claimed && when(withLoadedLock(lean, claimed), say.claim('a').command)).toMatchObject({
      code: null,
      about: 'a',
    })
  })
})

it('forgetting keeps what is open and forgets what is closed and was answered', () => {
  const { state } = given(say.lock('a', build), say.lock('b'), say.unlock('a'), say.lock('c'), say.cancel('c'))
  const lean = forgetClosed(state)
  expect(['a', 'b', 'c'].map((id) => lockOf(lean, id)?.state)).toEqual(['unlocked', 'locked', undefined])
  expect(lean.asked).toBe(null)
  expect(lean.sequence).toBe(state.sequence)
})

it('an answer is remembered by its event, as the state remembers it', () => {
  const { state, events } = given().when(say.lock('a', build))
  const remembered = events.flatMap((event, n) => (event.request ? answerOf(event, event.request, n + 1) : []))
  expect(remembered).toEqual(get(state.asked, askedKey('pip', 'build-1')))
})
