import { describe, expect, test } from 'vitest'
import type { CallRow } from '../calls.ts'
import type { Site } from './site.ts'

const call = (id: string, over: Partial<CallRow> = {}): CallRow => ({
  ...{ id, integration: 'ci', gate: 'shop.production', lock: null, what: `does "${id}" ✓`, data: { build: '7' } },
  ...{ askedAt: 1_000, givesUpAt: 9_000, state: 'asked', tries: 0, dueAt: 1_000, said: null, endedAt: null, turn: 0 },
  ...over,
})

const idsOf = (calls: readonly CallRow[]) => calls.map(({ id }) => id)

export function testCalls(site: Site): void {
  describe('calls', () => {
    test('are there once, whoever adds them and how often', async () => {
      const { calls } = site.store
      await calls.add([call('1'), call('2')])
      await calls.add([call('2', { what: 'something else' }), call('3')])
      expect(await calls.list({ gate: null, lock: null }, null, 10)).toEqual([call('3'), call('2'), call('1')])
    })

    test('are due by their integration and their time, those first that are due longest', async () => {
      const { calls } = site.store
      await calls.add([
        call('1', { dueAt: 3_000 }),
        call('2', { dueAt: 2_000 }),
        call('3', { dueAt: 4_001 }),
        call('4', { integration: 'other' }),
        call('5', { state: 'failed' }),
        call('6', { dueAt: 2_000 }),
      ])
      expect(idsOf(await calls.due('ci', 4_000, 10))).toEqual(['2', '6', '1'])
      expect(idsOf(await calls.due('ci', 4_000, 1))).toEqual(['2'])
      expect(await calls.due('nobody', 4_000, 10)).toEqual([])
    })

    test('are changed by one of several who know the same turn', async () => {
      const { calls } = site.store
      await calls.add([call('1')])
      const [known = call('?')] = await calls.due('ci', 1_000, 1)
      const won = await Promise.all([1, 2, 3].map((tries) => calls.swap(known, { ...known, tries, dueAt: 5_000 })))
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await calls.due('ci', 4_000, 10)).toEqual([])
      const [taken = call('?')] = await calls.due('ci', 5_000, 10)
      expect(taken).toMatchObject({ turn: 1, dueAt: 5_000 })
      expect(await calls.swap(known, { ...known, state: 'failed' })).toBe(false)
      expect(await calls.swap(taken, { ...taken, state: 'confirmed', said: 'it answered 201', endedAt: 5_001 })).toBe(
        true,
      )
      expect(await calls.due('ci', 9_000, 10)).toEqual([])
      expect(await calls.list({ gate: null, lock: null }, null, 10)).toMatchObject([
        { state: 'confirmed', said: 'it answered 201', turn: 2 },
      ])
    })

    test('are listed newest first, by page, by gate with all below, and by lock', async () => {
      const { calls } = site.store
      await calls.add([
        call('1'),
        call('2', { gate: 'shop', lock: 'a' }),
        call('3', { gate: 'shopping', lock: 'b' }),
        call('4', { gate: 'root', lock: 'a' }),
      ])
      const list = async (gate: string | null, lock: string | null, before: string | null = null) =>
        idsOf(await calls.list({ gate, lock }, before, 2))
      expect(await list(null, null)).toEqual(['4', '3'])
      expect(await list('root', null, '3')).toEqual(['2', '1'])
      expect(await list('shop', null)).toEqual(['2', '1'])
      expect(await list('shop', 'a')).toEqual(['2'])
      expect(await list(null, 'a')).toEqual(['4', '2'])
    })

    test('are forgotten by the time of their events', async () => {
      const { calls } = site.store
      await calls.add([call('1', { askedAt: 1_000 }), call('2', { askedAt: 2_000 })])
      expect(await calls.forget(2_000)).toBe(1)
      expect(idsOf(await calls.list({ gate: null, lock: null }, null, 10))).toEqual(['2'])
    })

    test('are there again after the store was closed and opened', async () => {
      if (!site.capabilities.keepsAfterClose) return
      await site.store.calls.add([call('1')])
      const { calls } = await site.reopen()
      expect(await calls.due('ci', 1_000, 1)).toEqual([call('1')])
    })
  })
}
