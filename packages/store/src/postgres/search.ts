import type { Event, Lock } from '@boss-deployer/gate'
import type { Pool } from 'pg'
import type { TermIndex } from '../search/search.ts'
import { type About, locksOf, type Term, termsOf } from '../search/terms.ts'
import type { StoredEvent } from '../store.ts'
import { statement } from './statement.ts'

interface SequenceRow {
  readonly sequence: number | null
}

const EACH_TERM = 'from unnest($1::bigint[]) with ordinality each (term, place)'
const OF_TERM =
  'from event_terms where term = each.term and sequence >= $2 and sequence < $3 order by sequence desc limit'

/** Where events are found by what they are about: one round trip a question. */
export function postgresIndex(pool: Pool): TermIndex {
  const rows = async (text: string, values: readonly unknown[]): Promise<readonly SequenceRow[]> =>
    (await pool.query<SequenceRow>(statement(text, values))).rows
  const events = async (text: string, values: readonly unknown[]): Promise<readonly StoredEvent[]> =>
    (await pool.query<StoredEvent>(statement(text, values))).rows
  return {
    async firstAt(at) {
      const [row] = await rows('select sequence from events where at >= $1 order by at, sequence limit 1', [at])
      return row?.sequence ?? Number.POSITIVE_INFINITY
    },
    async nthNewest(terms, { from, before }, nth) {
      const text = `select (select sequence ${OF_TERM} 1 offset $4) ${EACH_TERM} order by place`
      return (await rows(text, [terms, from, before, nth - 1])).map(({ sequence }) => sequence ?? 0)
    },
    async newest(terms, { from, before }, limit) {
      const text = `select array(select sequence ${OF_TERM} $4)::text[] as list ${EACH_TERM} order by place`
      const found = await pool.query<{ list: readonly string[] }>(statement(text, [terms, from, before, limit]))
      return found.rows.map(({ list }) => list.map(Number))
    },
    async having(sequences, groups) {
      const isIn = groups.map(
        (_, place) =>
          `exists (select 1 from event_terms where term = any ($${place + 2}::bigint[]) and sequence = candidate.sequence)`,
      )
      const text = `select candidate.sequence from unnest($1::bigint[]) candidate (sequence) where ${isIn.join(' and ')} order by 1 desc`
      return (await rows(text, [sequences, ...groups])).flatMap(({ sequence }) => sequence ?? [])
    },
    events: (sequences) =>
      events('select sequence, body from events where sequence = any ($1::bigint[]) order by sequence desc', [
        sequences,
      ]),
    newestEvents: ({ from, before }, limit) =>
      events(
        'select sequence, body from events where sequence >= $1 and sequence < $2 order by sequence desc limit $3',
        [from, before, limit],
      ),
  }
}

export type TermColumns = (
  events: readonly Event[],
  stored: readonly StoredEvent[],
  locks: readonly Lock[],
) => Promise<readonly [terms: readonly Term[], sequences: readonly number[]]>

/** What new events are found by, as two columns. Only of locks that an append does not change, the database is asked. */
export function termColumns(pool: Pool): TermColumns {
  return async (events, stored, locks) => {
    const known = new Map<string, About>(locks.map((lock) => [lock.id, lock]))
    const others = new Set(events.flatMap(locksOf).filter((id) => !known.has(id)))
    if (others.size > 0) {
      const text = 'select id, pipeline, step from locks where id = any ($1::text[])'
      const found = await pool.query<About & { id: string }>(statement(text, [[...others]]))
      for (const row of found.rows) known.set(row.id, row)
    }
    const terms: Term[] = []
    const sequences: number[] = []
    for (const [place, { sequence }] of stored.entries()) {
      const event = events[place]
      for (const term of event ? termsOf(event, (id) => known.get(id) ?? null) : []) {
        terms.push(term)
        sequences.push(sequence)
      }
    }
    return [terms, sequences]
  }
}
