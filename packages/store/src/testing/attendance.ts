import { describe, expect, test, vi } from 'vitest'
import { lock } from './sayings.ts'
import type { Site } from './site.ts'
import { storyOf } from './story.ts'

export function testAttendance(site: Site): void {
  if (!site.capabilities.isShared) return
  describe('attendance', () => {
    const attendance = () => {
      const { attendance: shared } = site.store
      if (!shared) throw new Error('a store with many writers knows who waits at other links')
      return shared
    }

    test('says how long ago a link had somebody waiting for a lock, and nothing of others', async () => {
      await storyOf().tell(site.store, lock('a'), lock('b'))
      await attendance().note(['a'])
      const first = await attendance().ages(['a', 'b', 'nobody'])
      expect([...first.keys()]).toEqual(['a'])
      expect(first.get('a')).toBeGreaterThanOrEqual(0)
      await vi.waitFor(async () => expect((await attendance().ages(['a'])).get('a')).toBeGreaterThan(20), 10_000)
      const before = (await attendance().ages(['a'])).get('a') ?? 0
      await attendance().note(['a', 'b'])
      const after = await attendance().ages(['a', 'b'])
      expect([...after.keys()].toSorted()).toEqual(['a', 'b'])
      await vi.waitFor(async () => expect((await attendance().ages(['b'])).get('b')).toBeGreaterThan(before), 10_000)
    })

    test('of nobody is nothing', async () => {
      await attendance().note([])
      expect(await attendance().ages([])).toEqual(new Map())
    })
  })
}
