import { describe, expect, it } from 'vitest'
import { apply } from '../apply.ts'
import { putLock } from '../put.ts'
import { headOf, initialState, lockOf, placeOf, queueLengthOf } from '../state.ts'
import * as say from '../testing/scenario.ts'
import { given, inShort, START, when } from '../testing/scenario.ts'

const DAY = 24 * 60 * 60_000

describe('a request', () => {
  it('becomes a lock that waits, with all it said', () => {
    const { state, about } = given(say.addGate('shop')).when(
      say.lock('a', { gate: 'shop', commit: 'c0ffee', requestedBy: 'Ada', hold: false, after: 5 }),
    )
    expect(about).toBe('a')
    expect(lockOf(state, 'a')).toMatchObject({
      state: 'locked',
      gate: 'shop',
      commit: 'c0ffee',
      requester: { id: 'pip', name: 'pip' },
      requestedBy: 'Ada',
      hold: false,
      lockedAt: START + 5,
      expiresAt: START + 5 + DAY,
      warnAt: START + 5 + 0.8 * DAY,
    })
  })

  it('is refused and written down at a blocked gate, also when the block is above', () => {
    const { state, events, about } = given(say.addGate('shop'), say.block('root')).when(
      say.lock('a', { gate: 'shop', commit: 'c0ffee' }),
    )
    expect(about).toBe(null)
    expect(events).toMatchObject([
      { type: 'refused', gate: 'shop', pipeline: 'deploy', step: 'go', commit: 'c0ffee', heldBy: 'root' },
    ])
    expect(lockOf(state, 'a')).toBeUndefined()
  })

  it('never takes the place of a lock that has its id', () => {
    expect(inShort(given(say.lock('a'), say.unlock('a')).when(say.lock('a')))).toBe('conflict')
  })

  it('stands in one queue, oldest first, and each gate counts all below it', () => {
    const { state } = given(
      say.addGate('shop.prod'),
      say.lock('a', { gate: 'shop.prod' }),
      say.lock('b', { gate: 'shop' }),
      say.lock('c', { gate: 'shop.prod' }),
      say.lock('d'),
      say.unlock('a'),
    )
    expect(['root', 'shop', 'shop.prod'].map((gate) => headOf(state, gate)?.id)).toEqual(['b', 'b', 'c'])
    expect(['root', 'shop', 'shop.prod'].map((gate) => queueLengthOf(state, gate))).toEqual([3, 2, 1])
    const places = ['a', 'b', 'c', 'd'].map((id) => {
      const lock = lockOf(state, id)
      return lock && placeOf(state, lock)
    })
    expect(places).toEqual([0, 1, 1, 1])
  })
})

it('a gate holds at most 20,000 open locks, waiting or unlocked', () => {
  const full = [say.lock('a'), say.lock('b'), say.unlock('b')].reduce(
    (state, { command }) => apply(state, command).state,
    initialState,
  )
  const [waiting, unlocked] = [lockOf(full, 'a'), lockOf(full, 'b')]
  let state = full
  for (let n = 3; n < 20_000 && waiting && unlocked; n++)
    state = putLock(state, { ...(n % 2 === 0 ? waiting : unlocked), id: `L${n}`, order: 10 + n })
  expect(inShort(when(state, say.lock('c').command))).toBe('locked')
  expect(inShort(when(when(state, say.lock('c').command).state, say.lock('d').command))).toBe('too_many')
})

describe('newest-wins', () => {
  const newest = [say.addGate('shop', { queue: 'newest-wins' }), say.addGate('blog', { queue: 'newest-wins' })]

  it('ends the older locks of the same pipeline and step, also an unclaimed approval', () => {
    const story = given(
      say.addGate('shop'),
      say.lock('a', { gate: 'shop' }),
      say.lock('b', { gate: 'shop' }),
      say.unlock('b'),
      say.setPolicy('shop', { queue: 'newest-wins' }),
    )
    const { state, kinds } = story.when(say.lock('c', { gate: 'shop' }))
    expect(kinds).toEqual(['superseded', 'superseded', 'locked'])
    expect(lockOf(state, 'a')).toMatchObject({ state: 'superseded', end: { reason: 'a newer request: c' } })
    expect(lockOf(state, 'b')?.state).toBe('superseded')
  })

  it.each([
    ['pipeline', { pipeline: 'other' }],
    ["team's pipeline of the same name", { pipelineKey: 'other team' }],
    ['step', { step: 'other' }],
    ['gate', { gate: 'blog' }],
  ])('leaves alone what another %s asked', (_, other) => {
    const story = given(...newest, say.lock('a', { gate: 'shop' }))
    expect(story.when(say.lock('b', { gate: 'shop', ...other })).kinds).toEqual(['locked'])
  })

  it('ends nothing for a request that is refused or repeated', () => {
    const story = given(...newest, say.lock('a', { gate: 'shop', requestId: 'build-1' }))
    expect(story.when(say.lock('b', { gate: 'shop', requestId: 'build-1' })).kinds).toEqual([])
    expect(inShort(story.when(say.lock('a', { gate: 'shop' })))).toBe('conflict')
  })

  it('leaves a claimed lock alone', () => {
    const story = given(...newest, say.lock('a', { gate: 'shop' }), say.unlock('a'), say.claim('a'))
    expect(story.when(say.lock('b', { gate: 'shop' })).kinds).toEqual(['locked'])
  })
})

it('a first-come queue supersedes nothing', () => {
  expect(given(say.lock('a')).when(say.lock('b')).kinds).toEqual(['locked'])
})
