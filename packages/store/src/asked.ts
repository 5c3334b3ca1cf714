import type { Asked, Event } from '@boss-deployer/gate'
import { parseEvent } from './parse-event.ts'
import type { StoredEvent } from './store.ts'

/** What an event remembers of the message that caused it; null when that did not name itself. */
export function askedBy(event: Event, sequence: number): Asked | null {
  if (event.request === null) return null
  const { kind, target, commit } = event.request
  return { kind, target, commit, sequence, lock: 'lock' in event ? event.lock : null }
}

/** What stored events remember, in their order. */
export const askedIn = (stored: readonly StoredEvent[]): readonly Asked[] =>
  stored.flatMap((event) => askedBy(parseEvent(event), event.sequence) ?? [])
