import { describe, expect, test } from 'vitest'
import type { Site } from './site.ts'

export function testNotes(site: Site): void {
  describe('a note', () => {
    test('is there once it is written', async () => {
      const { notes } = site.store
      expect(await notes.get('a')).toBe(null)
      expect(await notes.swap('a', null, 'one')).toBe(true)
      expect([await notes.get('a'), await notes.get('b')]).toEqual(['one', null])
    })

    test('is changed by who knows what it is, and by nobody else', async () => {
      const { notes } = site.store
      await notes.swap('a', null, 'one')
      expect(await notes.swap('a', null, 'two')).toBe(false)
      expect(await notes.swap('a', 'zero', 'two')).toBe(false)
      expect(await notes.swap('b', 'one', 'two')).toBe(false)
      expect(await notes.swap('a', 'one', 'two')).toBe(true)
      expect([await notes.get('a'), await notes.get('b')]).toEqual(['two', null])
    })

    test('is written by one of several who want it at once', async () => {
      const { notes } = site.store
      const won = await Promise.all(['x', 'y', 'z'].map((text) => notes.swap('a', null, text)))
      expect(won.filter(Boolean)).toHaveLength(1)
    })
  })
}
