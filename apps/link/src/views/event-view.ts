import type { Event } from '@boss-deployer/gate'
import { parseEvent, type Store, type StoredEvent } from '@boss-deployer/store'
import { isConcerned } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'
import { type Caller, reaches } from '../requests/caller.ts'

type Reader = Pick<Caller, 'principal' | 'rights'>

export interface EventView extends Pick<Event, 'type' | 'by' | 'gate'> {
  readonly sequence: number
  readonly at: string
  readonly [field: string]: unknown
}

/** Events as this reader may see them: each with its sequence, and its time as ISO 8601. */
export async function eventsSeenBy(
  reader: Reader,
  stored: readonly StoredEvent[],
  store: Store,
): Promise<readonly EventView[]> {
  const views: EventView[] = []
  for (const each of stored) {
    const event = await seenBy(reader, parseEvent(each), store)
    if (event) views.push({ ...event, sequence: each.sequence, at: isoTime(event.at) })
  }
  return views
}

interface LockName {
  readonly uuid: string
  readonly pipeline: string
  readonly step: string
}

/** What the locks were asked for that these events are each about. The locks that a block ends are only counted. */
export async function locksNamedIn(events: readonly EventView[], store: Store): Promise<readonly LockName[]> {
  const ids = new Set(events.flatMap(({ lock }) => (typeof lock === 'string' ? lock : [])))
  const locks = await Promise.all([...ids].map((id) => store.lock(id)))
  return locks.flatMap((lock) => (lock ? { uuid: lock.id, pipeline: lock.pipeline, step: lock.step } : []))
}

/** A mode from above concerns who is below, without the locks and gates of others; any other event only its own gate. */
async function seenBy(reader: Reader, event: Event, store: Store): Promise<Event | null> {
  if (reaches(reader, event.gate)) return event
  if (event.type !== 'mode-changed' || !reader.rights.some((right) => isConcerned(reader.principal, right, event.gate)))
    return null
  const locks = await Promise.all(event.killed.map((id) => store.lock(id)))
  const killed = locks.flatMap((lock) => (lock && reaches(reader, lock.gate) ? lock.id : []))
  return { ...event, killed, ended: event.ended.filter((gate) => reaches(reader, gate)) }
}
