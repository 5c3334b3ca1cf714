import { evolve, forgetClosed, initialState, restore } from '@boss-deployer/gate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../memory.ts'
import { parseEvent } from '../parse-event.ts'
import type { Batch, Store } from '../store.ts'
import { verifyChain } from '../verify.ts'
import { plain } from './plain.ts'
import * as say from './sayings.ts'
import type { Subject } from './site.ts'
import { ada, ci, type Saying, type Story, storyOf } from './story.ts'

const gates = ['root', 'shop', 'shop.test'] as const
const pipelines = ['shop', 'blog'] as const
const steps = ['deploy', 'migrate'] as const
const modes = ['block', 'default', 'release'] as const
const requestIds = ['r1', 'r2'] as const
const some = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

/** A move before it is known which locks there are: `back` counts them from the newest. */
const someMove = fc.record({
  what: some(['lock', 'lock', 'lock', 'unlock', 'unlock', 'claim', 'claim', 'reject', 'bypass', ...modes] as const),
  gate: some(gates),
  pipeline: some(pipelines),
  step: some(steps),
  hold: fc.boolean(),
  back: fc.nat({ max: 4 }),
  requestId: some([null, null, ...requestIds]),
  press: some([null, null, null, { gadget: 'g1', counter: 1 }, { gadget: 'g1', counter: 2 }]),
  hasContext: fc.boolean(),
})
type Move = typeof someMove extends fc.Arbitrary<infer T> ? T : never
const someBatches = fc.array(fc.array(someMove, { maxLength: 4 }), { minLength: 1, maxLength: 12, size: 'max' })

export function testSameAsMemory(subject: Subject): void {
  test('whatever happens, the answers are those of the memory store, and the present is what the history comes to', async () => {
    await fc.assert(
      fc.asyncProperty(someBatches, async (batches) => {
        const place = await subject.makePlace()
        const stores = [await place.open(), memoryStore()]
        try {
          await compare(stores, batches)
        } finally {
          for (const store of stores) await store.close()
          await place.remove()
        }
      }),
      { numRuns: 25 },
    )
  }, 180_000)
}

async function compare(stores: readonly Store[], batches: readonly (readonly Move[])[]): Promise<void> {
  const story = storyOf(60_000)
  const ids: string[] = []
  const answers = async (ask: (store: Store) => Promise<unknown>) => {
    const [one, other] = await Promise.all(stores.map(ask))
    expect(one).toEqual(other)
  }
  const setUp = story.decide([
    say.addGate('shop'),
    say.addGate('shop.test'),
    { type: 'set-policy', gate: 'root', policy: { responders: ['ada'], bypassExpiresAfterMs: 300_000 } },
  ])
  await answers((store) => store.append(0, setUp))
  for (const moves of batches) {
    const before = story.state.sequence
    const batch = batchOf(story, moves, ids)
    await answers((store) => store.append(before - 1, batch))
    await answers((store) => store.append(before, batch))
    await answers((store) => seen(store, [...ids, 'nobody']))
  }
  for (const store of stores) {
    const [present, stored] = [await store.load(), await store.history(0, 10_000)]
    expect(await verifyChain(stored, { head: present.head })).toEqual({ ok: true, value: present.head })
    const folded = stored.map(parseEvent).reduce(evolve, initialState)
    expect(plain(restore(present))).toEqual(plain(forgetClosed(folded)))
    expect(plain(forgetClosed(story.state))).toEqual(plain(forgetClosed(folded)))
  }
}

function batchOf(story: Story, moves: readonly Move[], ids: string[]): Batch {
  const known = ids.length
  const batch = story.decide(moves.map((move) => sayingOf(move, ids)))
  const made = new Set(batch.locks.map(({ id }) => id))
  const contexts = ids
    .slice(known)
    .filter((id, index) => made.has(id) && moves[index]?.hasContext)
    .map((lock) => ({ lock, salt: 'ab', json: JSON.stringify({ lock }) }))
  return { ...batch, contexts }
}

function sayingOf(move: Move, ids: string[]): Saying {
  const { what, gate, back, requestId, press } = move
  const id = ids.at(-1 - back) ?? 'nobody'
  switch (what) {
    case 'lock': {
      const fresh = `lock-${ids.length}`
      ids.push(fresh)
      return say.lock(fresh, move)
    }
    case 'unlock':
      return { ...say.unlock(id), requestId, press }
    case 'reject':
      return { ...say.reject(id), requestId, press }
    case 'bypass':
      return { ...say.bypass(move.step), requestId }
    case 'claim':
      return say.claim(id)
    case 'release':
      return { type: 'release', gate, until: 'policy', approvePending: true, reason: null, requestId, press }
    case 'block':
    case 'default':
      return { type: what, gate, reason: null, requestId, press }
  }
}

/** All that can be asked of this small world. */
async function seen(store: Store, ids: readonly string[]): Promise<readonly unknown[]> {
  const filters = [...gates].flatMap((gate) =>
    [null, ...pipelines].flatMap((pipeline) => [null, ...steps].map((step) => ({ gate, pipeline, step }))),
  )
  return Promise.all([
    store.load(),
    store.historyBefore(null, 5),
    ...ids.flatMap((id) => [store.lock(id), store.context(id)]),
    ...filters.flatMap((filter) => [
      store.latestLock(filter),
      store.approved(filter, null, 2),
      store.lastListed(filter, 3),
    ]),
    ...filters.flatMap((filter) => ids.slice(-4).map((since) => store.approved(filter, since, 3))),
    ...[ada, ci].flatMap(({ id }) => requestIds.map((requestId) => store.asked(id, requestId))),
  ])
}
