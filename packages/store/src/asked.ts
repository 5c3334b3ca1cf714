import { type Asked, answerOf, type Event } from '@boss-deployer/gate'
import { parseEvent } from './parse-event.ts'
import type { StoredEvent } from './store.ts'

/** What an event remembers of the message that caused it; null when that did not name itself. */
export const askedBy = (event: Event, sequence: number): Asked | null =>
  event.request === null ? null : answerOf(event, event.request, sequence)

/** What stored events remember, in their order. */
export const askedIn = (stored: readonly StoredEvent[]): readonly Asked[] =>
  stored.flatMap((event) => askedBy(parseEvent(event), event.sequence) ?? [])
