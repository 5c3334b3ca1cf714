import type { Event, LockId } from '@boss-deployer/gate'

/** The locks whose contexts these events erase. */
export const forgottenIn = (events: readonly Event[]): readonly LockId[] =>
  events.flatMap((event) => (event.type === 'context-forgotten' ? [event.lock] : []))
