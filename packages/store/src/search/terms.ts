import { hash } from 'node:crypto'
import { type Event, type LockId, ROOT, withAncestors } from '@boss-deployer/gate'
import type { SearchFilter } from './filter.ts'

/**
 * One thing that an event can be found by, as a whole number that JSON and every engine carry exactly: the first 52
 * bits of SHA-256. Two of a million are the same once in ten thousand records; then a page shows an event too many.
 */
export type Term = number

type Field = 'gate' | 'mode at' | 'person' | 'pipeline' | 'step' | 'outcome' | 'via' | 'lock'

/** What a lock is about. */
export interface About {
  readonly pipeline: string
  readonly step: string
}

const HEX_DIGITS_OF_A_TERM = 13
const termOf = (field: Field, value: string): Term =>
  Number.parseInt(hash('sha256', `${field}\n${value}`).slice(0, HEX_DIGITS_OF_A_TERM), 16)

/** Everything that an event is found by; `aboutOf` knows the locks up to this event. */
export function termsOf(event: Event, aboutOf: (lock: LockId) => About | null): readonly Term[] {
  const terms = new Set<Term>()
  const add = (field: Field, ...values: readonly string[]) => {
    for (const value of values) terms.add(termOf(field, value))
  }
  add('gate', ...withAncestors(event.gate).filter((gate) => gate !== ROOT))
  if (event.type === 'mode-changed') add('mode at', event.gate)
  for (const { id, name, via } of actorsOf(event)) {
    add('person', id, name)
    add('via', via)
  }
  if (event.type === 'access-changed') add('person', event.subject, event.name)
  add('outcome', ...outcomesOf(event))
  for (const lock of locksOf(event)) add('lock', lock)
  for (const { pipeline, step } of aboutsOf(event, aboutOf)) {
    add('pipeline', pipeline)
    add('step', step)
  }
  return [...terms]
}

/** What a filter asks for: of each group an event has to have at least one. */
export function groupsOf(filter: SearchFilter): readonly (readonly Term[])[] {
  const { gate, person, pipeline, step, outcome, via, lock, seenFrom } = filter
  const one = (field: Field, value: string | null) => (value === null ? [] : [[termOf(field, value)]])
  return [
    ...one('gate', gate === ROOT ? null : gate),
    ...one('person', person),
    ...one('pipeline', pipeline),
    ...one('step', step),
    ...one('outcome', outcome),
    ...one('via', via),
    ...one('lock', lock),
    ...(seenFrom === null || seenFrom.includes(ROOT) ? [] : [seenTerms(seenFrom)]),
  ]
}

function seenTerms(tops: readonly string[]): readonly Term[] {
  const above = new Set(tops.flatMap((top) => withAncestors(top).slice(1)))
  return [...tops.map((top) => termOf('gate', top)), ...[...above].map((gate) => termOf('mode at', gate))]
}

const actorsOf = (event: Event) => ('votes' in event ? [event.by, ...event.votes] : [event.by])

function outcomesOf(event: Event): readonly string[] {
  if (event.type === 'done') return [event.type, event.outcome]
  if ('bypass' in event && event.bypass !== null) return [event.type, 'bypass']
  if (event.type !== 'mode-changed') return [event.type]
  return event.killed.length > 0 ? [event.type, event.to, 'killed'] : [event.type, event.to]
}

/** The locks that an event is about. */
export function locksOf(event: Event): readonly LockId[] {
  if (event.type === 'mode-changed') return event.killed
  return 'lock' in event && event.lock !== null ? [event.lock] : []
}

const aboutsOf = (event: Event, aboutOf: (lock: LockId) => About | null): readonly About[] =>
  'pipeline' in event ? [event] : locksOf(event).flatMap((lock) => aboutOf(lock) ?? [])
