import { isAtOrBelow, type Lock, lockOf } from '@boss-deployer/gate'
import { limits, toWire } from '@boss-deployer/protocol'
import { parseEvent } from '@boss-deployer/store'
import { isConcerned, mayAt } from '../auth/principal.ts'
import type { Parts } from '../requests/parts.ts'
import { contextOf } from '../views/lock-view.ts'
import { type Announcement, announcementsOf, isForRequester } from './announce.ts'
import type { Guest } from './guest.ts'
import type { Ear } from './subscriptions.ts'

interface Replaying {
  readonly guest: Guest
  readonly ear: Ear
  readonly parts: Parts
}

/**
 * Tells a client that came back what it missed since a sequence. One that missed more than a page asks by `sync`:
 * the welcome said how far the record is.
 */
export async function replay(after: number, { guest, ear, parts: { store, executor } }: Replaying): Promise<void> {
  for (const stored of await store.history(after, limits.page)) {
    const event = parseEvent(stored)
    if (!isConcerned(guest.principal, guest.hears, event.gate)) continue
    const ids: readonly string[] =
      'lock' in event && event.lock !== null ? [event.lock] : event.type === 'mode-changed' ? event.killed : []
    const locks = new Map<string, Lock>()
    for (const id of ids) {
      const lock = lockOf(executor.state(), id) ?? (await store.lock(id))
      if (lock) locks.set(id, lock)
    }
    const context = contextOf(ids[0] === undefined ? null : await store.context(ids[0]))
    const known = { state: executor.state(), lockOf: (id: string) => locks.get(id), contextOf: () => context }
    for (const announcement of announcementsOf(event, known)) {
      if (isFor(guest, announcement, known.lockOf)) ear.emit(announcement.channel, toWire<object>(announcement.message))
    }
  }
}

/** Whether this guest would have heard it: what the rooms and subscriptions come to. */
function isFor(
  { principal, role, hears, gate: at }: Guest,
  announcement: Announcement,
  lockNamed: (id: string) => Lock | undefined,
): boolean {
  const { gate, lock } = announcement
  if (role !== 'pipeline') return lock === null ? isConcerned(principal, hears, gate) : mayAt(principal, hears, gate)
  if (lock === null) return at !== null && isAtOrBelow(at, gate)
  return isForRequester(announcement) && lockNamed(lock)?.requester.id === principal.subject
}
