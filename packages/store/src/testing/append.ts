import type { Event } from '@boss-deployer/gate'
import { describe, expect, test } from 'vitest'
import { emptyHead, hashOf } from '../chain.ts'
import { StoreError } from '../errors.ts'
import { verifyChain } from '../verify.ts'
import { lock } from './sayings.ts'
import type { Site } from './site.ts'
import { bare, ci, storyOf } from './story.ts'

const { groups: _, ...by } = ci
const refused: Event = {
  type: 'refused',
  at: 1,
  by,
  request: { id: 'r1', kind: 'lock', target: 't', commit: null },
  press: null,
  gate: 'root',
  pipeline: 'shop',
  step: 'deploy',
  commit: null,
  heldBy: 'root',
}

export function testAppend(site: Site): void {
  describe('append', () => {
    test('stores at the expected version and answers the events as stored, chained, and the new head', async () => {
      const { store } = site
      const first = await store.append(0, bare(refused, refused))
      const second = await store.append(2, bare(refused))
      if (!first.ok || !second.ok) throw new Error('both were expected')
      const events = [...first.value.events, ...second.value.events]
      expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
      expect(second.value.head).toEqual({ sequence: 3, hash: hashOf(events[2]?.body ?? '') })
      expect(await store.head()).toEqual(second.value.head)
      expect(await store.history(0, 9)).toEqual(events)
      expect(await verifyChain(events, { head: second.value.head })).toEqual({ ok: true, value: second.value.head })
    })

    test.each([0, 2, 7])(
      'at version %i of a record that ends at 1 is a conflict that tells the head',
      async (version) => {
        const { store } = site
        await store.append(0, bare(refused))
        const head = await store.head()
        const late = await store.append(version, bare(refused))
        expect(late).toEqual({ ok: false, error: { code: 'version_conflict', head } })
        expect(await store.history(0, 9)).toHaveLength(1)
      },
    )

    test('of two writers at one version lets one win and writes nothing of the other', async () => {
      const { store } = site
      const [one, other] = [storyOf(), storyOf()]
      const context = { lock: 'b', salt: '00', json: '{}' }
      const [won, lost] = await Promise.all([
        store.append(0, one.decide([lock('a', { requestId: 'r-a' })])),
        store.append(0, other.decide([lock('b', { requestId: 'r-b' })], [context])),
      ])
      const head = await store.head()
      expect(won).toMatchObject({ ok: true, value: { head } })
      expect(lost).toEqual({ ok: false, error: { code: 'version_conflict', head } })
      expect(head.sequence).toBe(1)
      expect(await store.lock('a')).not.toBe(null)
      expect(await store.lock('b')).toBe(null)
      expect(await store.context('b')).toBe(null)
      expect(await store.asked(ci.id, 'r-b')).toEqual([])
    })

    test.each([
      ['a context of a lock that nobody has', { contexts: [{ lock: 'nobody', salt: '00', json: '{}' }] }],
      ['an event without a canonical form', { events: [refused, { ...refused, at: Number.NaN }] }],
      ['text that is not well-formed', { events: [refused, { ...refused, pipeline: '\ud800' }] }],
    ])('of a batch with %s stores nothing of it', async (_name, broken) => {
      const { store } = site
      const batch = storyOf().decide([lock('a', { requestId: 'r' }), { type: 'add-gate', gate: 'x', policy: {} }])
      const gadget = { gadget: 'g', counter: 1 }
      await expect(store.append(0, { ...batch, presses: [gadget], ...broken })).rejects.toThrow(StoreError)
      await expect(store.append(0, { ...batch, ...broken })).rejects.toMatchObject({ code: 'invalid' })
      expect(await store.load()).toMatchObject({ head: emptyHead, gates: [], locks: [], presses: [] })
      expect(await store.history(0, 9)).toEqual([])
      expect(await store.lock('a')).toBe(null)
      expect(await store.asked(ci.id, 'r')).toEqual([])
      expect((await store.append(0, batch)).ok).toBe(true)
    })

    test('of two locks with one place in the queue is refused', async () => {
      const batch = storyOf().decide([lock('a')])
      const locks = [...batch.locks, ...batch.locks.map((row) => ({ ...row, id: 'b' }))]
      await expect(site.store.append(0, { ...batch, locks })).rejects.toMatchObject({ code: 'invalid' })
      expect(await site.store.lock('a')).toBe(null)
    })

    test('of rows without events moves no head', async () => {
      const { store } = site
      const presses = [{ gadget: 'g', counter: 4 }]
      expect(await store.append(0, { ...bare(), presses })).toEqual({
        ok: true,
        value: { head: emptyHead, events: [] },
      })
      expect(await store.load()).toMatchObject({ head: emptyHead, presses })
    })

    test('writes ten thousand locks at once', async () => {
      const { store } = site
      const story = storyOf(0)
      const ids = Array.from({ length: 10_000 }, (_, index) => `lock-${index}`)
      await story.tell(store, ...ids.map((id) => lock(id)))
      expect((await store.load()).locks.map(({ id }) => id)).toEqual(ids)
      const { head } = await story.tell(store, { type: 'block', gate: 'root', reason: null })
      expect(head.sequence).toBe(10_001)
      expect((await store.load()).locks).toEqual([])
      expect(await store.lock('lock-9999')).toMatchObject({ state: 'killed', order: 10_000 })
    }, 60_000)

    test('is refused once the store is closed, as everything is', async () => {
      const { store } = site
      await store.close()
      const uses = [
        store.load(),
        store.append(0, bare(refused)),
        store.history(0, 1),
        store.lock('a'),
        store.credentials.list('token'),
        store.gadgets.list(),
      ]
      for (const use of uses) await expect(use).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
      await store.close()
    })
  })
}
