import { type Event, gatesAtOrBelow, type LockId, type State } from '@boss-deployer/gate'
import type { Store } from '@boss-deployer/store'
import { contextOf } from '../views/lock-view.ts'
import type { SeenLock, View } from './integration.ts'

const DAY_MS = 24 * 60 * 60_000
/** Of more, the newest. */
const MAX_GATES = 200
const MAX_PER_GATE = 20
const MAX_RUNNING = 200

type Reading = Pick<Store, 'lock' | 'context' | 'lastListed'>

/** What integrations may know when they look at an event. */
export async function viewOf(event: Event, state: State, store: Reading): Promise<View> {
  const named = await Promise.all(locksOf(event).map((id) => seenLock(id, store)))
  const locks = new Map(named.flatMap((seen) => (seen ? [[seen.lock.id, seen] as const] : [])))
  return { state, locks, running: await runningAfter(event, state, store) }
}

const locksOf = (event: Event): readonly LockId[] =>
  event.type === 'mode-changed' ? event.killed : 'lock' in event && event.lock !== null ? [event.lock] : []

async function seenLock(id: LockId, store: Reading): Promise<SeenLock | null> {
  const lock = await store.lock(id)
  return lock && { lock, ...contextOf(await store.context(id)) }
}

async function runningAfter(event: Event, state: State, store: Reading): Promise<readonly SeenLock[]> {
  if (event.type !== 'mode-changed' || event.to !== 'blocked') return []
  const gates = [...gatesAtOrBelow(state, event.gate)].slice(0, MAX_GATES)
  const listed = await Promise.all(
    gates.map(({ path }) => store.lastListed({ gate: path, pipeline: null, step: null }, MAX_PER_GATE)),
  )
  const running = listed
    .flat()
    .filter(({ state: is, claimedAt }) => is === 'claimed' && claimedAt !== null && claimedAt > event.at - DAY_MS)
    .sort((one, other) => Number(other.listedAt) - Number(one.listedAt))
    .slice(0, MAX_RUNNING)
  return Promise.all(running.map(async (lock) => ({ lock, ...contextOf(await store.context(lock.id)) })))
}
