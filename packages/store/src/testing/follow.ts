import { describe, expect, test, vi } from 'vitest'
import { lock } from './sayings.ts'
import type { Site } from './site.ts'
import { storyOf } from './story.ts'

export function testFollow(site: Site): void {
  describe('following', () => {
    test('tells of each append, after which the history has it, until it is ended', async () => {
      const { store } = site
      const story = storyOf()
      let seen = 0
      const end = await store.follow(() => void store.history(0, 100).then((events) => (seen = events.length)))
      await story.tell(store, lock('a'))
      await vi.waitFor(() => expect(seen).toBe(1), 10_000)
      await story.tell(store, lock('b'), lock('c'))
      await vi.waitFor(() => expect(seen).toBe(3), 10_000)
      await end()
      const news = vi.fn()
      const endOther = await store.follow(news)
      await story.tell(store, lock('d'))
      await vi.waitFor(() => expect(news).toHaveBeenCalledWith(4), 10_000)
      expect(seen).toBe(3)
      await endOther()
    })
  })
}
