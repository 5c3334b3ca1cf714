import { describe, expect, test } from 'vitest'
import { arrange, type Card, LINGER_MS } from './cards.ts'
import { type Ending, emptyView, type OpenLock, type View } from './view.ts'

const lock = (uuid: string, more: Partial<OpenLock> = {}) =>
  ({ uuid, gate: 'root', state: 'locked', approvedBy: null, note: null, ...more }) as OpenLock

const a = lock('a')
const b = lock('b')
const c = lock('c')
const view = (locks: readonly OpenLock[], endings: Record<string, Ending> = {}): View => ({
  ...emptyView,
  locks,
  endings: new Map(Object.entries(endings)),
})
const rejected: Ending = { state: 'rejected', by: 'Ada', reason: 'late' }
const held = { isHeld: true, now: 1_000 }
const free = { isHeld: false, now: 1_000 }
const uuids = (cards: readonly Card[]) => cards.map(({ lock: { uuid } }) => uuid)

describe('the list of what waits', () => {
  const shown = arrange([], view([a, b]), free)

  test('is oldest first, new ones at the end', () => {
    expect(uuids(arrange(shown, view([a, b, c]), free))).toEqual(['a', 'b', 'c'])
  })

  test('is the very same list when nothing changed', () => {
    expect(arrange(shown, view([a, b]), { isHeld: false, now: 9_000_000 })).toBe(shown)
  })

  test('keeps an ended card in its place, marked, while somebody is on the list', () => {
    const cards = arrange(shown, view([b, c], { a: rejected }), held)
    expect(uuids(cards)).toEqual(['a', 'b', 'c'])
    expect(cards[0]).toMatchObject({ outcome: rejected, leftAt: 1_000 })
    expect(uuids(arrange(cards, view([b, c], { a: rejected }), { isHeld: true, now: 9_000_000 }))).toEqual([
      'a',
      'b',
      'c',
    ])
  })

  test('lets it go when nobody is, but not before it could be read', () => {
    const next = view([b], { a: rejected })
    const cards = arrange(shown, next, free)
    expect(uuids(cards)).toEqual(['a', 'b'])
    expect(uuids(arrange(cards, next, { isHeld: false, now: 1_000 + LINGER_MS - 1 }))).toEqual(['a', 'b'])
    expect(uuids(arrange(cards, next, { isHeld: false, now: 1_000 + LINGER_MS }))).toEqual(['b'])
  })

  test('marks what was unlocked, then that it passed, and remembers by whom', () => {
    const open = lock('a', { state: 'unlocked', approvedBy: 'Ada' })
    const unlocked = arrange(shown, view([open, b]), held)
    expect(unlocked[0]?.outcome).toMatchObject({ state: 'unlocked', by: 'Ada' })
    const claimed = arrange(unlocked, view([b], { a: { state: 'claimed', by: null, reason: null } }), held)
    expect(claimed[0]).toMatchObject({ outcome: { state: 'claimed', by: 'Ada' }, leftAt: 1_000 })
    expect(arrange(claimed, view([b], { a: { state: 'claimed', by: null, reason: null } }), held)).toBe(claimed)
  })

  test('takes a card back that waits again', () => {
    const cards = arrange(shown, view([b], { a: rejected }), held)
    expect(arrange(cards, view([a, b]), held)[0]).toEqual({ lock: a, outcome: null, leftAt: null })
  })
})
