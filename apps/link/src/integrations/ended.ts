import type { Event } from '@boss-deployer/gate'
import type { SeenLock, View } from '../calls/integration.ts'

const ends: ReadonlySet<Event['type']> = new Set(['rejected', 'expired', 'cancelled', 'superseded', 'mode-changed'])

/** The locks that end by an event without having passed; a change of mode names those that it kills. */
export const endedBy = ({ type }: Event, { locks }: View): readonly SeenLock[] =>
  ends.has(type) ? [...locks.values()] : []

/**
 * The locks whose sender waits for an answer: claimed, or ended without having passed. What is cancelled was so because
 * what waited is over: nobody hears an answer.
 */
export function toldBy(event: Event, view: View): readonly SeenLock[] {
  if (event.type === 'cancelled') return []
  return event.type === 'claimed' ? [...view.locks.values()] : endedBy(event, view)
}
