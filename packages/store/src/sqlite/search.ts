import type { Event, Lock, LockId } from '@boss-deployer/gate'
import type { Range, TermIndex } from '../search/search.ts'
import { type About, termsOf } from '../search/terms.ts'
import type { StoredEvent } from '../store.ts'
import type { Database, Statement } from './engine.ts'

/** Where events are found by what they are about. Lists go in and out as JSON: one call instead of thousands. */
export function sqliteIndex(database: Database): TermIndex {
  const prepareList = (sql: string): Statement =>
    database.prepare(`select json_group_array(sequence) as list from (${sql})`)
  const firstAt = database.prepare('select sequence from events where at >= ? order by at, sequence limit 1')
  const inRange = 'from event_terms where term = ? and sequence >= ? and sequence < ? order by sequence desc'
  const nth = database.prepare(`select sequence ${inRange} limit 1 offset ?`)
  const newest = prepareList(`select sequence ${inRange} limit ?`)
  const events = database.prepare(
    'select sequence, body from events where sequence in (select value from json_each(?)) order by sequence desc',
  )
  const newestEvents = database.prepare(
    'select sequence, body from events where sequence >= ? and sequence < ? order by sequence desc limit ?',
  )
  const having = new Map<number, Statement>()
  return {
    firstAt: (at) => sequenceOf(firstAt.get(at)) ?? Number.POSITIVE_INFINITY,
    nthNewest: (terms, { from, before }: Range, place) =>
      terms.map((term) => sequenceOf(nth.get(term, from, before, place - 1)) ?? 0),
    newest: (terms, { from, before }, limit) => terms.map((term) => listOf(newest.get(term, from, before, limit))),
    having(sequences, groups) {
      const known = having.get(groups.length)
      const statement = known ?? prepareList(havingSql(groups.length))
      having.set(groups.length, statement)
      return listOf(statement.get(JSON.stringify(sequences), ...groups.map((group) => JSON.stringify(group))))
    },
    events: (sequences) => eventsOf(events.all(JSON.stringify(sequences))),
    newestEvents: ({ from, before }, limit) => eventsOf(newestEvents.all(from, before, limit)),
  }
}

const havingSql = (groups: number): string =>
  `select value as sequence from json_each(?) candidate where ${Array.from(
    { length: groups },
    () =>
      'exists (select 1 from event_terms where term in (select value from json_each(?)) and sequence = candidate.value)',
  ).join(' and ')}`

export type TermWriter = (events: readonly Event[], stored: readonly StoredEvent[], locks: readonly Lock[]) => void

/** Writes what new events are found by, in the transaction that appends them. `locks` are the rows of that append. */
export function termWriter(database: Database): TermWriter {
  const add = database.prepare(
    'insert or ignore into event_terms (term, sequence) select value ->> 0, value ->> 1 from json_each(?)',
  )
  const stored = database.prepare('select pipeline, step from locks where id = ?')
  return (events, { 0: first }, locks) => {
    if (!first) return
    const fresh = new Map(locks.map((lock) => [lock.id, lock]))
    const aboutOf = (id: LockId): About | null => fresh.get(id) ?? (stored.get(id) as About | undefined) ?? null
    const rows = events.flatMap((event, place) =>
      termsOf(event, aboutOf).map((term) => [term, first.sequence + place] as const),
    )
    add.run(JSON.stringify(rows))
  }
}

const sequenceOf = (row: unknown): number | null => (row as { readonly sequence: number } | undefined)?.sequence ?? null
const listOf = (row: unknown): readonly number[] => {
  const list: unknown = JSON.parse((row as { readonly list: string }).list)
  return Array.isArray(list) ? list.map(Number) : []
}
const eventsOf = (rows: readonly unknown[]): readonly StoredEvent[] =>
  (rows as StoredEvent[]).map(({ sequence, body }) => ({ sequence, body }))
