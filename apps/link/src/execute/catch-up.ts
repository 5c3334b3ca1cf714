import { type Event, evolve, forgetClosed, lockOf, type State, withLoadedLock } from '@boss-deployer/gate'
import { parseEvent, type Store, type StoredContext } from '@boss-deployer/store'
import type { Published } from './outcome.ts'

/** Events that are followed at once. */
const PAGE = 500

/**
 * The state after all that other writers appended since, page by page; each page is published before the next is read,
 * so that whoever listens here hears of everything once and in order, whichever link decided it.
 */
export async function catchUp(store: Store, committed: State, publish: (published: Published) => void): Promise<State> {
  let state = committed
  for (;;) {
    const stored = await store.history(state.sequence, PAGE)
    const events = stored.map(parseEvent)
    const contexts = await contextsOf(store, events)
    for (const event of events) state = evolve(await withNamed(store, state, event), event)
    if (events.length > 0) publish({ isOwn: false, state, events, contexts })
    state = forgetClosed(state)
    if (events.length < PAGE) return state
  }
}

/** Memory holds open locks only: what an event says of a closed one needs that lock. */
async function withNamed(store: Store, state: State, event: Event): Promise<State> {
  if ((event.type !== 'used' && event.type !== 'context-forgotten') || lockOf(state, event.lock)) return state
  const lock = await store.lock(event.lock)
  return lock ? withLoadedLock(state, lock) : state
}

async function contextsOf(store: Store, events: readonly Event[]): Promise<readonly StoredContext[]> {
  const asked = events.flatMap((event) =>
    event.type === 'locked' && event.contextDigest !== null ? [store.context(event.lock)] : [],
  )
  return (await Promise.all(asked)).filter((context) => context !== null)
}
