import type { LockId } from '@boss-deployer/gate'
import type { Clock } from '../clock.ts'

/** Something that hears what becomes of a lock: a socket, or a request that waits. */
export interface Ear {
  emit(channel: string, message: unknown): unknown
}

/**
 * Who waits for which lock, and since when nobody does. Presence is not in the record: it is counted from the
 * link's start, and only its consequence (an expired lock) is an event.
 */
export interface Subscriptions {
  subscribe(lock: LockId, ear: Ear): void
  unsubscribe(lock: LockId, ear: Ear): void
  tell(lock: LockId, channel: string, message: unknown): void
  /** A holding lock is open and nobody may have come for it yet. */
  opened(lock: LockId): void
  closed(lock: LockId): void
  /** Another link had somebody waiting for it at this time: nobody is away since longer. */
  seen(lock: LockId, at: number): void
  /** Locks that somebody waits for here. */
  waitedFor(): Iterable<LockId>
  /** Locks that nobody waits for, with the time since when. */
  away(): Iterable<readonly [LockId, number]>
}

export function subscriptions(clock: Clock): Subscriptions {
  const ears = new Map<LockId, readonly Ear[]>()
  const awaySince = new Map<LockId, number>()
  const open = new Set<LockId>()

  return {
    subscribe(lock, ear) {
      const heard = ears.get(lock) ?? []
      if (!heard.includes(ear)) ears.set(lock, [...heard, ear])
      awaySince.delete(lock)
    },
    unsubscribe(lock, ear) {
      const heard = (ears.get(lock) ?? []).filter((each) => each !== ear)
      if (heard.length > 0) {
        ears.set(lock, heard)
        return
      }
      if (ears.delete(lock) && open.has(lock)) awaySince.set(lock, clock())
    },
    tell(lock, channel, message) {
      for (const ear of ears.get(lock) ?? []) ear.emit(channel, message)
    },
    opened(lock) {
      open.add(lock)
      if (!ears.has(lock)) awaySince.set(lock, clock())
    },
    closed(lock) {
      open.delete(lock)
      awaySince.delete(lock)
    },
    seen(lock, at) {
      if (awaySince.has(lock)) awaySince.set(lock, at)
    },
    waitedFor: () => [...ears.keys()].filter((lock) => open.has(lock)),
    away: () => awaySince,
  }
}
