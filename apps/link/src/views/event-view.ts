import type { Event } from '@boss-deployer/gate'
import { parseEvent, type Store, type StoredEvent } from '@boss-deployer/store'
import { isConcerned, type Principal, reaches } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'

export interface EventView extends Pick<Event, 'type' | 'by' | 'gate'> {
  readonly sequence: number
  readonly at: string
  readonly [field: string]: unknown
}

/** Events as this principal may see them: each with its sequence, and its time as ISO 8601. */
export async function eventsSeenBy(
  principal: Principal,
  stored: readonly StoredEvent[],
  store: Store,
): Promise<readonly EventView[]> {
  const views: EventView[] = []
  for (const each of stored) {
    const event = await seenBy(principal, parseEvent(each), store)
    if (event) views.push({ ...event, sequence: each.sequence, at: isoTime(event.at) })
  }
  return views
}

/** A mode from above concerns who is below, without the locks and gates of others; any other event only its own gate. */
async function seenBy(principal: Principal, event: Event, store: Store): Promise<Event | null> {
  if (reaches(principal, event.gate)) return event
  if (event.type !== 'mode-changed' || !isConcerned(principal, event.gate)) return null
  const locks = await Promise.all(event.killed.map((id) => store.lock(id)))
  const killed = locks.flatMap((lock) => (lock && reaches(principal, lock.gate) ? lock.id : []))
  return { ...event, killed, ended: event.ended.filter((gate) => reaches(principal, gate)) }
}
