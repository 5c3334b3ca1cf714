import type { Event } from '@boss-deployer/gate'
import { parseEvent, type StoredEvent } from '@boss-deployer/store'
import { isoTime } from '../clock.ts'

export interface EventView extends Pick<Event, 'type' | 'by' | 'gate'> {
  readonly sequence: number
  readonly at: string
  readonly [field: string]: unknown
}

/** An event as it is told: with its sequence, and its time as ISO 8601. */
export function eventViewOf(stored: StoredEvent): EventView {
  const event = parseEvent(stored)
  return { ...event, sequence: stored.sequence, at: isoTime(event.at) }
}
