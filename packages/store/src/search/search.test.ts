import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../memory.ts'
import { parseEvent } from '../parse-event.ts'
import { searchNaively } from '../testing/naive-search.ts'
import { searchAll, someFilter, tellBusyStory } from '../testing/search.ts'
import { everything } from './filter.ts'
import { memoryIndex } from './memory-index.ts'
import { searchIndex } from './search.ts'
import { type About, termsOf } from './terms.ts'

async function busyIndex() {
  const store = memoryStore()
  await tellBusyStory(store)
  const stored = await store.history(0, 1_000)
  const index = memoryIndex(stored)
  const locks = new Map<string, About>()
  for (const event of stored.map(parseEvent)) {
    if (event.type === 'locked') locks.set(event.lock, event)
    index.add(
      termsOf(event, (id) => locks.get(id) ?? null),
      event.at,
    )
  }
  return { index, stored }
}

test('a page that looked at all it may look at says where to go on, and nothing is lost between pages', async () => {
  const { index, stored } = await busyIndex()
  const someBounds = fc.record({
    sample: fc.integer({ min: 1, max: 5 }),
    rounds: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(someFilter, someBounds, fc.integer({ min: 1, max: 5 }), async (filter, bounds, limit) => {
      const found = await searchAll(
        { search: (of, before, most) => searchIndex(index, { filter: of, before, limit: most }, bounds) },
        filter,
        limit,
      )
      expect(found).toEqual(searchNaively(stored, filter))
    }),
    { numRuns: 400 },
  )
})

test('a page looks at no more events than its bounds say, also when nothing is found', async () => {
  const { index } = await busyIndex()
  let looked = 0
  const counting = {
    ...index,
    having: (sequences: readonly number[], groups: Parameters<typeof index.having>[1]) => {
      looked += sequences.length
      return index.having(sequences, groups)
    },
  }
  const filter = { ...everything, via: 'cli', person: 'ada', outcome: 'none' }
  const bounds = { sample: 1, rounds: [1, 2] }
  const page = await searchIndex(
    counting,
    { filter: { ...filter, outcome: 'rejected' }, before: null, limit: 9 },
    bounds,
  )
  expect(looked).toBeLessThanOrEqual(3)
  expect(page.next).not.toBe(undefined)
  expect(await searchIndex(counting, { filter, before: null, limit: 9 }, bounds)).toEqual({ events: [], next: null })
})
