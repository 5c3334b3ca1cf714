import { type Event, isAtOrBelow, ROOT, withAncestors } from '@boss-deployer/gate'
import { parseEvent } from '../parse-event.ts'
import type { SearchFilter } from '../search/filter.ts'
import type { StoredEvent } from '../store.ts'

/** What a search means, by looking at every event of a record from its beginning. Newest first. */
export function searchNaively(stored: readonly StoredEvent[], filter: SearchFilter): readonly number[] {
  const asked = new Map<string, { readonly pipeline: string; readonly step: string }>()
  let time = 0
  const found: number[] = []
  for (const each of stored) {
    const event = parseEvent(each)
    time = Math.max(time, event.at)
    if (event.type === 'locked') asked.set(event.lock, event)
    const locks = locksOf(event)
    const abouts = 'pipeline' in event ? [event] : locks.flatMap((lock) => asked.get(lock) ?? [])
    const holds = [
      filter.gate === null || isAtOrBelow(event.gate, filter.gate),
      filter.person === null || people(event).includes(filter.person),
      filter.pipeline === null || abouts.some(({ pipeline }) => pipeline === filter.pipeline),
      filter.step === null || abouts.some(({ step }) => step === filter.step),
      filter.outcome === null || outcomes(event).includes(filter.outcome),
      filter.via === null || [event.by, ...votesOf(event)].some(({ via }) => via === filter.via),
      filter.lock === null || locks.includes(filter.lock),
      filter.since === null || time >= filter.since,
      filter.until === null || time < filter.until,
      filter.seenFrom === null || filter.seenFrom.some((top) => isSeen(event, top)),
    ]
    if (holds.every(Boolean)) found.unshift(each.sequence)
  }
  return found
}

const isSeen = (event: Event, top: string): boolean =>
  top === ROOT ||
  isAtOrBelow(event.gate, top) ||
  (event.type === 'mode-changed' && withAncestors(top).includes(event.gate))

const votesOf = (event: Event) =>
  event.type === 'unlocked' || event.type === 'bypass-granted' || event.type === 'bypass-asked' ? event.votes : []
const locksOf = (event: Event): readonly string[] =>
  event.type === 'mode-changed' ? event.killed : 'lock' in event && event.lock !== null ? [event.lock] : []

const people = (event: Event): readonly string[] => [
  ...[event.by, ...votesOf(event)].flatMap(({ id, name }) => [id, name]),
  ...(event.type === 'access-changed' ? [event.subject, event.name] : []),
]

function outcomes(event: Event): readonly string[] {
  if (event.type === 'done') return ['done', event.outcome]
  if (event.type !== 'mode-changed') return [event.type, ...('bypass' in event && event.bypass ? ['bypass'] : [])]
  return ['mode-changed', event.to, ...(event.killed.length > 0 ? ['killed'] : [])]
}
