import { type Event, isAtOrBelow, type Lock, lockOf } from '@boss-deployer/gate'
import { limits, toWire } from '@boss-deployer/protocol'
import { parseEvent } from '@boss-deployer/store'
import { isConcerned, mayAt } from '../auth/principal.ts'
import type { Parts } from '../requests/parts.ts'
import { contextOf } from '../views/lock-view.ts'
import { type Announcement, announcementsOf, isForRequester } from './announce.ts'
import type { Guest } from './guest.ts'
import type { Ear } from './subscriptions.ts'

/** Pages until the present is reached, though more is decided meanwhile. */
const MAX_PAGES = (2 * limits.missed) / limits.page

interface Replaying {
  readonly guest: Guest
  readonly ear: Ear
  readonly parts: Parts
  /** Called in the very moment in which nothing more is missed: from then on the guest hears for itself. */
  readonly onCaughtUp: () => void
}

/** Whether so much was missed that it is not told again. */
export const isTooMuch = (after: number, sequence: number): boolean => sequence - after > limits.missed

/** Tells a client that came back what it missed since a sequence, in order and up to the present. */
export async function replay(from: number, { onCaughtUp, ...replaying }: Replaying): Promise<void> {
  const { store, executor } = replaying.parts
  let after = from
  for (let page = 0; after < executor.state().sequence; page += 1) {
    if (page === MAX_PAGES) throw new Error('more is decided than can be told again')
    const events = (await store.history(after, limits.page)).map(parseEvent)
    for (const event of events) await tellAgain(event, replaying)
    after = after + events.length
  }
  onCaughtUp()
}

async function tellAgain(event: Event, { guest, ear, parts }: Omit<Replaying, 'onCaughtUp'>): Promise<void> {
  if (!isConcerned(guest.principal, guest.hears, event.gate)) return
  const { store, executor } = parts
  const ids: readonly string[] =
    'lock' in event && event.lock !== null ? [event.lock] : event.type === 'mode-changed' ? event.killed : []
  const locks = new Map<string, Lock>()
  for (const id of ids) {
    const lock = lockOf(executor.state(), id) ?? (await store.lock(id))
    if (lock) locks.set(id, lock)
  }
  const context = contextOf(event.type === 'locked' ? await store.context(event.lock) : null)
  const known = { state: executor.state(), lockOf: (id: string) => locks.get(id), contextOf: () => context }
  for (const announcement of announcementsOf(event, known)) {
    if (isFor(guest, announcement, known.lockOf)) ear.emit(announcement.channel, toWire<object>(announcement.message))
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
