import { type Event, gateOf, lockOf, type State, touchedBy } from '@boss-deployer/gate'
import type { Batch, StoredContext } from '@boss-deployer/store'

export type { Batch }

/** The events with the rows that they changed, as they are after the last of them. */
export function batchOf(state: State, events: readonly Event[], contexts: readonly StoredContext[]): Batch {
  const touched = touchedBy(events)
  const isStored = ({ lock }: StoredContext) => touched.locks.has(lock)
  return {
    events,
    gates: [...touched.gates].flatMap((path) => gateOf(state, path) ?? []),
    locks: [...touched.locks].flatMap((id) => lockOf(state, id) ?? []),
    presses: events.flatMap(({ press }) => press ?? []),
    contexts: contexts.filter(isStored),
  }
}
