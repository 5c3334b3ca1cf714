import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '../parse-event.ts'
import { everything, type SearchFilter } from '../search/filter.ts'
import type { Store } from '../store.ts'
import { searchNaively } from './naive-search.ts'
import * as say from './sayings.ts'
import type { Site } from './site.ts'
import { ci, type Saying, storyOf } from './story.ts'

const bob = { id: 'person:bob', name: 'Bob', via: 'gadget', device: 'desk', groups: [] } as const
const EVERY_MS = 1_000

/** A record in which every part of a filter finds something. */
export async function tellBusyStory(store: Store): Promise<void> {
  const story = storyOf(EVERY_MS)
  const asks = (id: string, gate: string, pipeline: string, step: string) => say.lock(id, { gate, pipeline, step })
  const scenes: readonly (readonly Saying[])[] = [
    [say.addGate('shop'), say.addGate('shop.test'), say.addGate('blog')],
    [
      asks('a', 'shop', 'shop', 'deploy'),
      asks('b', 'shop.test', 'shop', 'migrate'),
      asks('c', 'blog', 'blog', 'deploy'),
    ],
    [say.unlock('a'), say.claim('a'), { ...say.unlock('c'), by: bob, press: { gadget: 'desk', counter: 1 } }],
    [{ type: 'done', lock: 'a', outcome: 'failed', exitCode: 3, by: ci }, say.reject('b')],
    [asks('d', 'shop.test', 'shop', 'deploy'), asks('e', 'root', 'all', 'deploy')],
    [{ type: 'block', gate: 'shop', reason: 'fire' }],
    [{ type: 'default', gate: 'shop', reason: null, by: bob, press: { gadget: 'desk', counter: 2 } }, say.block()],
    [{ type: 'change-access', access: accessOfBob }, asks('f', 'shop.test', 'shop', 'migrate')],
    [{ type: 'set-policy', gate: 'root', policy: { responders: [bob.id, 'ada'], bypassNeeds: 2 } }],
    [say.bypass('deploy'), { ...say.bypass('deploy'), by: { ...bob, via: 'api' } }, ...say.passed('g')],
    [{ type: 'guard', gate: 'blog', lock: 'c', state: 'running' }],
  ]
  for (const scene of scenes) await story.tell(store, ...scene)
}

const accessOfBob = {
  kind: 'person',
  change: 'made',
  subject: bob.id,
  name: bob.name,
  grants: [{ role: 'approver', gate: 'shop.test' }],
  groups: [],
  expiresAt: null,
} as const

const START = 1_700_000_000_000
const orNull = <T>(...values: readonly T[]) => fc.constantFrom(null, null, ...values)
const someTime = fc.option(fc.integer({ min: START - 5, max: START + 30 * EVERY_MS }), { nil: null })
const someGate = fc.constantFrom('root', 'shop', 'shop.test', 'blog', 'shop.other', 'sho')

export const someFilter: fc.Arbitrary<SearchFilter> = fc.record({
  gate: fc.option(someGate, { nil: null }),
  person: orNull('ada', 'Ada', 'person:bob', 'Bob', 'token:ci', 'nobody'),
  pipeline: orNull('shop', 'blog', 'all', 'none'),
  step: orNull('deploy', 'migrate', 'none'),
  outcome: orNull(
    'locked',
    'unlocked',
    'refused',
    'killed',
    'blocked',
    'mode-changed',
    'failed',
    'done',
    'bypass',
    'bypass-granted',
    'none',
  ),
  via: orNull('cli', 'socket', 'gadget', 'slack'),
  lock: orNull('a', 'b', 'c', 'd', 'e', 'nobody'),
  since: someTime,
  until: someTime,
  seenFrom: fc.option(fc.array(someGate, { maxLength: 3 }), { nil: null }),
})

/** Every page of a search, each within its limit. */
export async function searchAll(
  store: Pick<Store, 'search'>,
  filter: SearchFilter,
  limit: number,
): Promise<readonly number[]> {
  const found: number[] = []
  for (let before: number | null = null; ; ) {
    const page = await store.search(filter, before, limit)
    expect(page.events.length).toBeLessThanOrEqual(limit)
    found.push(...page.events.map(({ sequence }) => sequence))
    if (page.next === null) return found
    expect(page.next).toBeLessThan(before ?? Number.POSITIVE_INFINITY)
    before = page.next
  }
}

export function testSearch(site: Site): void {
  const finds = async (filter: Partial<SearchFilter>) => searchAll(site.store, { ...everything, ...filter }, 100)

  const told = async (filter: Partial<SearchFilter>) => {
    const stored = await site.store.history(0, 1_000)
    const found = new Set(await finds(filter))
    return stored
      .filter(({ sequence }) => found.has(sequence))
      .map(parseEvent)
      .reverse()
  }

  describe('a search', () => {
    test('finds, page by page, what looking at every event finds', async () => {
      const { store } = site
      await tellBusyStory(store)
      const stored = await store.history(0, 1_000)
      await fc.assert(
        fc.asyncProperty(someFilter, fc.integer({ min: 1, max: 4 }), async (filter, limit) => {
          expect(await searchAll(store, filter, limit)).toEqual(searchNaively(stored, filter))
        }),
        { numRuns: 150 },
      )
    }, 60_000)

    test('for a pipeline finds all that became of its locks, also the block that killed one', async () => {
      await tellBusyStory(site.store)
      expect((await told({ lock: 'd' })).map(({ type }) => type)).toEqual(['mode-changed', 'locked'])
      expect(await finds({ pipeline: 'shop' })).toEqual(expect.arrayContaining([...(await finds({ lock: 'd' }))]))
    })

    test('gives the stored bytes, newest first', async () => {
      await tellBusyStory(site.store)
      const { events, next } = await site.store.search({ ...everything, gate: 'blog' }, null, 2)
      expect(events).toEqual(await Promise.all(events.map(({ sequence }) => site.store.event(sequence))))
      expect(events).toHaveLength(2)
      expect(next).toBe(events[1]?.sequence)
    })

    test('takes a mode from above for seen, and nothing else from there', async () => {
      await tellBusyStory(site.store)
      const fromAbove = (await told({ seenFrom: ['shop.test'] })).filter(({ gate }) => gate !== 'shop.test')
      expect(fromAbove.map(({ type, gate }) => `${type} ${gate}`)).toEqual([
        'mode-changed root',
        'mode-changed shop',
        'mode-changed shop',
      ])
    })

    test('from no gate sees nothing', async () => {
      await tellBusyStory(site.store)
      expect(await finds({ seenFrom: [] })).toEqual([])
    })

    test('of an empty record, or for no events, finds none', async () => {
      expect(await site.store.search(everything, null, 10)).toEqual({ events: [], next: null })
      await tellBusyStory(site.store)
      expect(await site.store.search(everything, null, 0)).toEqual({ events: [], next: null })
    })
  })
}
