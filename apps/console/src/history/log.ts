import type { HistoryPage } from '../api/history.ts'
import type { EventView } from '../view/view.ts'

/** The part of the record that was read so far. */
export interface Log {
  /** Newest first, each once. */
  readonly events: readonly EventView[]
  /** Whether there are older ones than these. */
  readonly more: boolean
  readonly state: 'unread' | 'reading' | 'read' | 'failed'
}

export const emptyLog: Log = { events: [], more: true, state: 'unread' }

const merged = (one: readonly EventView[], other: readonly EventView[]): readonly EventView[] => {
  const bySequence = new Map([...one, ...other].map((event) => [event.sequence, event]))
  return [...bySequence.values()].sort((first, second) => second.sequence - first.sequence)
}

/** With events that happened since, in any order. */
export const withNewer = (log: Log, events: readonly EventView[]): Log =>
  events.length === 0 ? log : { ...log, events: merged(log.events, events) }

/** With a page that reaches back from the oldest that was known. A page without events is the last one. */
export const withOlder = (log: Log, { events, more }: HistoryPage): Log => ({
  events: merged(log.events, events),
  more: more && events.length > 0,
  state: 'read',
})

/** Where the next older page begins; null: at the head of the record. */
export const oldestOf = ({ events, state }: Log): number | null =>
  state === 'unread' ? null : (events.at(-1)?.sequence ?? null)
