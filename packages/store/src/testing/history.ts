import { describe, expect, test } from 'vitest'
import { parseEvent } from '../parse-event.ts'
import type { StoredEvent } from '../store.ts'
import { eventsOf } from '../verify.ts'
import { lock } from './sayings.ts'
import type { Site } from './site.ts'
import { storyOf } from './story.ts'

const sequences = (events: readonly StoredEvent[]): number[] => events.map(({ sequence }) => sequence)

export function testHistory(site: Site): void {
  describe('history', () => {
    test('is read by the page, oldest first after a sequence', async () => {
      const { store } = site
      await storyOf().tell(store, ...['a', 'b', 'c', 'd', 'e'].map((id) => lock(id)))
      expect(sequences(await store.history(0, 2))).toEqual([1, 2])
      expect(sequences(await store.history(2, 2))).toEqual([3, 4])
      expect(sequences(await store.history(4, 2))).toEqual([5])
      expect(sequences(await store.history(5, 2))).toEqual([])
      expect(sequences(await store.history(99, 2))).toEqual([])
      expect(sequences(await store.history(0, 0))).toEqual([])
    })

    test('is read by the page, newest first before a sequence', async () => {
      const { store } = site
      await storyOf().tell(store, ...['a', 'b', 'c', 'd', 'e'].map((id) => lock(id)))
      expect(sequences(await store.historyBefore(null, 2))).toEqual([5, 4])
      expect(sequences(await store.historyBefore(4, 2))).toEqual([3, 2])
      expect(sequences(await store.historyBefore(2, 2))).toEqual([1])
      expect(sequences(await store.historyBefore(1, 2))).toEqual([])
      expect(sequences(await store.historyBefore(99, 1))).toEqual([5])
      expect(sequences(await store.historyBefore(null, 0))).toEqual([])
    })

    test('gives each event by its sequence, as it was decided', async () => {
      const { store } = site
      const story = storyOf()
      const { events } = story.decide([lock('a', { requestId: 'r' }), lock('b')])
      await storyOf().tell(store, lock('a', { requestId: 'r' }), lock('b'))
      const stored = [await store.event(1), await store.event(2)]
      expect(stored.map((event) => event && parseEvent(event))).toEqual(events)
      expect(await store.event(0)).toBe(null)
      expect(await store.event(3)).toBe(null)
    })

    test('is whole when it is read from page to page', async () => {
      const { store } = site
      await storyOf().tell(store, ...Array.from({ length: 10 }, (_, index) => lock(`lock-${index}`)))
      for (const pageSize of [1, 3, 5, 10, 11]) {
        const events: StoredEvent[] = []
        for await (const event of eventsOf(store, 2, pageSize)) events.push(event)
        expect(sequences(events)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
      }
    })
  })
}
