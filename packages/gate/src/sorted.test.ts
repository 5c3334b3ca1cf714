import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { first, get, rankOf, remove, type Sorted, set, sizeOf, valuesOf } from './sorted.ts'

type Change = { readonly key: number; readonly value: string | null }

const someChanges = fc.array(
  fc.record({
    key: fc.nat(60),
    value: fc.oneof({ weight: 2, arbitrary: fc.string() }, { weight: 1, arbitrary: fc.constant(null) }),
  }),
  { maxLength: 120, size: 'max' },
)

function changed(map: Sorted<number, string>, { key, value }: Change): Sorted<number, string> {
  return value === null ? remove(map, key) : set(map, key, value)
}

function depthOf<K extends string | number, V>(map: Sorted<K, V>): number {
  return map === null ? 0 : 1 + Math.max(depthOf(map.left), depthOf(map.right))
}

const mostDepth = (size: number) => 2.5 * Math.log2(size + 1) + 1

function isBalanced<K extends string | number, V>(map: Sorted<K, V>): boolean {
  if (map === null) return true
  const [left, right] = [sizeOf(map.left) + 1, sizeOf(map.right) + 1]
  return left <= 3 * right && right <= 3 * left && isBalanced(map.left) && isBalanced(map.right)
}

describe('a sorted map', () => {
  it('holds what a plain map holds, in order of keys, and stays balanced', () => {
    fc.assert(
      fc.property(someChanges, (changes) => {
        let map: Sorted<number, string> = null
        const model = new Map<number, string>()
        for (const change of changes) {
          map = changed(map, change)
          if (change.value === null) model.delete(change.key)
          else model.set(change.key, change.value)
          const entries = [...model].sort(([one], [other]) => one - other)
          expect({
            values: [...valuesOf(map)],
            size: sizeOf(map),
            first: first(map)?.value,
            value: get(map, change.key),
            rank: rankOf(map, change.key),
            isBalanced: isBalanced(map),
          }).toEqual({
            values: entries.map(([, value]) => value),
            size: model.size,
            first: entries[0]?.[1],
            value: model.get(change.key),
            rank: entries.filter(([key]) => key < change.key).length,
            isBalanced: true,
          })
        }
      }),
      { numRuns: 40 },
    )
  })

  it('stays balanced while it shrinks from its front and its root', () => {
    const keys = fc.uniqueArray(fc.nat(1_000_000), { minLength: 900, maxLength: 1000, size: 'max' })
    fc.assert(
      fc.property(keys, (all) => {
        let map: Sorted<number, number> = all.reduce((at: Sorted<number, number>, key) => set(at, key, key), null)
        for (let n = 0; map !== null; n++) {
          map = remove(map, n % 2 === 0 ? map.key : (first(map)?.key ?? 0))
          if (n % 3 === 0) expect(isBalanced(map)).toBe(true)
        }
      }),
      { numRuns: 10, endOnFailure: true },
    )
  })

  it('knows the rank of every key, and of keys that it has not', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.nat(500), (keys, other) => {
        const map = keys.reduce((at: Sorted<number, number>, key) => set(at, key, key), null)
        const sorted = [...keys].sort((one, two) => one - two)
        expect(sorted.map((key) => rankOf(map, key))).toEqual(sorted.map((_, place) => place))
        expect(rankOf(map, other)).toBe(keys.filter((key) => key < other).length)
        expect(get(map, other)).toBe(keys.includes(other) ? other : undefined)
      }),
    )
  })

  it('is never changed by a change', () => {
    fc.assert(
      fc.property(someChanges, fc.nat(60), (changes, key) => {
        const map = changes.reduce(changed, null)
        const before = [...valuesOf(map)]
        set(map, key, 'another')
        remove(map, key)
        expect([...valuesOf(map)]).toEqual(before)
      }),
    )
  })

  it('is the very same when what is removed was not in it', () => {
    const map = set(set<number, string>(null, 1, 'a'), 3, 'b')
    expect(remove(map, 2)).toBe(map)
  })

  it.each([
    ['rising', (n: number) => n],
    ['falling', (n: number) => 2000 - n],
    ['zigzag', (n: number) => (n % 2 === 0 ? n : 4000 - n)],
  ])('is at most about 2.5 log2 n deep for %s keys, also while it shrinks from one side', (_, keyOf) => {
    let map: Sorted<number, number> = null
    for (let n = 0; n < 2000; n++) {
      map = set(map, keyOf(n), n)
      if (n % 10 === 0) expect(depthOf(map)).toBeLessThanOrEqual(mostDepth(n + 1))
    }
    for (let next = first(map); next !== null; next = first(map)) {
      map = remove(map, next.key)
      if (sizeOf(map) % 50 === 0) expect(depthOf(map)).toBeLessThanOrEqual(mostDepth(sizeOf(map)))
    }
    expect(map).toBe(null)
  })
})
