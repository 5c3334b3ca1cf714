import { defaultPolicy, evolve, forgetClosed, initialState, restore } from '@boss-deployer/gate'
import { describe, expect, test } from 'vitest'
import { emptyHead } from '../chain.ts'
import { parseEvent } from '../parse-event.ts'
import { plain } from './plain.ts'
import { addGate, lock, pass, reject, unlock } from './sayings.ts'
import type { Site } from './site.ts'
import { storyOf } from './story.ts'

const scenes = [
  [addGate('shop'), addGate('blog'), lock('a', { gate: 'shop', requestId: 'r' })],
  [lock('b'), lock('c', { gate: 'blog' }), unlock('a'), reject('b')],
  [...pass('d'), { type: 'block', gate: 'blog', reason: null, press: { gadget: 'g1', counter: 7 } }],
  [{ type: 'block', gate: 'shop', reason: 'again', press: { gadget: 'g1', counter: 9 } }, lock('e')],
] as const

export function testPresent(site: Site): void {
  const { keepsAfterClose } = site.capabilities

  describe('the present', () => {
    test('of a new store is the beginning', async () => {
      const nothing = { gates: [], locks: [], presses: [] }
      expect(await site.store.load()).toEqual({ head: emptyHead, sequence: 0, at: 0, ...nothing })
    })

    test('is what the history comes to, apart from what has ended', async () => {
      const { store } = site
      const story = storyOf()
      for (const scene of scenes) await story.tell(store, ...scene)
      const present = await store.load()
      const events = (await store.history(0, 1000)).map(parseEvent)
      expect(plain(restore(present))).toEqual(plain(forgetClosed(events.reduce(evolve, initialState))))
      expect(present.sequence).toBe(present.head.sequence)
      expect(present.head).toEqual(await store.head())
      expect(present.locks.map(({ id }) => id)).toEqual(['e'])
      expect(present.presses).toEqual([{ gadget: 'g1', counter: 9 }])
      expect(present.gates.map(({ path }) => path)).toEqual(['blog', 'shop'])
    })

    test('keeps of a gate its row and nothing that can be counted anew', async () => {
      const { store } = site
      await storyOf().tell(store, addGate('shop'), lock('a', { gate: 'shop' }), addGate('blog'))
      const { gates } = await store.load()
      const rows = gates.map(({ path, standing }) => ({ path, policy: defaultPolicy, standing }))
      expect(gates).toEqual(rows)
      expect(rows.map(({ path }) => path)).toEqual(['blog', 'shop'])
    })

    test('does not let its time go back', async () => {
      const { store } = site
      const story = storyOf()
      const { events } = story.decide([lock('a'), lock('b')])
      const [first, second] = events.map((event, index) => ({ ...event, at: 500 - index }))
      if (!first || !second) throw new Error('two events were expected')
      const rows = { gates: [], locks: [], presses: [], contexts: [] }
      await store.append(0, { events: [first, second], ...rows })
      expect((await store.load()).at).toBe(500)
      await store.append(2, { events: [{ ...second, at: 400 }], ...rows })
      expect((await store.load()).at).toBe(500)
    })

    if (keepsAfterClose)
      test('is the same after the store was closed and opened again', async () => {
        const story = storyOf()
        for (const scene of scenes) await story.tell(site.store, ...scene)
        const seen = async () => [
          await site.store.load(),
          await site.store.history(0, 1000),
          await site.store.lock('b'),
          await site.store.latestLock({ gate: 'shop', pipeline: null, step: null }),
          await site.store.approved({ gate: 'root', pipeline: 'shop', step: null }, null, 5),
          await site.store.asked('token:ci', 'r'),
        ]
        const before = await seen()
        await site.reopen()
        expect(await seen()).toEqual(before)
        await story.tell(site.store, lock('f'))
      })
  })
}
