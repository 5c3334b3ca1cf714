import { describe, expect, test } from 'vitest'
import type { GadgetRow } from '../store.ts'
import type { Site } from './site.ts'

const gadget = (id: string, over: Partial<GadgetRow> = {}): GadgetRow => ({
  id,
  name: `Desk of "${id}" ✓`,
  voter: { id: 'ada', name: 'Ada' },
  gate: 'shop.production',
  pressKey: 'ab'.repeat(32),
  createdAt: 1000,
  revokedAt: null,
  seenAt: null,
  leftAt: null,
  ...over,
})

export function testGadgets(site: Site): void {
  describe('gadgets', () => {
    test('are found by id and listed, oldest first', async () => {
      const { gadgets } = site.store
      const [young, old] = [gadget('young', { createdAt: 2000 }), gadget('old')]
      await gadgets.add(young)
      await gadgets.add(old)
      expect(await gadgets.byId('young')).toEqual(young)
      expect(await gadgets.byId('nobody')).toBe(null)
      expect(await gadgets.list()).toEqual([old, young])
    })

    test('have an id of their own', async () => {
      const { gadgets } = site.store
      await gadgets.add(gadget('g'))
      await expect(gadgets.add(gadget('g', { gate: 'root' }))).rejects.toMatchObject({ code: 'invalid' })
      expect(await gadgets.list()).toEqual([gadget('g')])
    })

    test('are revoked once, and stay known', async () => {
      const { gadgets } = site.store
      await gadgets.add(gadget('g'))
      expect(await gadgets.revoke('g', 5000)).toBe(true)
      expect(await gadgets.revoke('g', 6000)).toBe(false)
      expect(await gadgets.revoke('nobody', 5000)).toBe(false)
      expect(await gadgets.byId('g')).toEqual(gadget('g', { revokedAt: 5000 }))
    })

    test('change their name, voter and gate, unless they are revoked', async () => {
      const { gadgets } = site.store
      await gadgets.add(gadget('g'))
      const to = { name: 'Desk', voter: { id: 'gadget:g', name: 'Desk' }, gate: 'blog' }
      expect(await gadgets.change('g', to)).toBe(true)
      expect(await gadgets.byId('g')).toEqual(gadget('g', to))
      expect(await gadgets.change('nobody', to)).toBe(false)
      await gadgets.revoke('g', 5000)
      expect(await gadgets.change('g', { ...to, gate: 'root' })).toBe(false)
      expect(await gadgets.byId('g')).toEqual(gadget('g', { ...to, revokedAt: 5000 }))
    })

    test('are known to be there or not, and since when not', async () => {
      const { gadgets } = site.store
      await gadgets.add(gadget('g'))
      await gadgets.add(gadget('h'))
      await gadgets.notePresence('g', true, 5000)
      expect(await gadgets.byId('g')).toEqual(gadget('g', { seenAt: 5000 }))
      await gadgets.notePresence('g', false, 6000)
      await gadgets.notePresence('g', false, 7000)
      expect(await gadgets.byId('g')).toEqual(gadget('g', { seenAt: 5000, leftAt: 6000 }))
      await gadgets.notePresence('g', true, 8000)
      await gadgets.notePresence('nobody', true, 8000)
      expect(await gadgets.list()).toEqual([gadget('g', { seenAt: 8000 }), gadget('h')])
    })
  })
}
