import { type Event, fail, ok, type Result } from '@boss-deployer/gate'
import type { Pool } from 'pg'
import { chained } from '../chain.ts'
import { forgottenIn } from '../forgotten.ts'
import type { Appended, Batch, Head, StoredEvent, VersionConflict } from '../store.ts'
import { readHead } from './head.ts'
import { termColumns } from './search.ts'
import { statement } from './statement.ts'

export const CHANNEL = 'boss_events'

/**
 * One statement, so one transaction and one round trip. The row of the head decides: of two writers at one version the
 * second waits for the first and then finds another sequence there; what hangs on it is not written.
 */
const APPEND = `
  with moved as (
    update head set sequence = $2::text::bigint, hash = $3, at = greatest(at, $4) where sequence = $1 and hash = $5 returning at
  ), added as (
    insert into events (sequence, at, type, gate, lock, subject, request_id, body)
    select e.* from moved, unnest($6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) e
  ), put_gates as (
    insert into gates (path, json) select e.* from moved, unnest($14::text[], $15::text[]) e
    on conflict (path) do update set json = excluded.json
  ), put_locks as (
    insert into locks (ord, id, gate, pipeline, step, state, listed_at, json)
    select e.* from moved, unnest($16::bigint[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::bigint[], $23::text[]) e
    on conflict (id) do update set state = excluded.state, listed_at = excluded.listed_at, json = excluded.json
  ), put_presses as (
    insert into presses (gadget, counter) select e.* from moved, unnest($24::text[], $25::bigint[]) e
    on conflict (gadget) do update set counter = excluded.counter
  ), put_contexts as (
    insert into contexts (lock, salt, json) select e.* from moved, unnest($26::text[], $27::text[], $28::text[]) e
    on conflict (lock) do update set salt = excluded.salt, json = excluded.json
  ), erased_contexts as (
    delete from contexts using moved where lock = any($29::text[])
  ), added_terms as (
    insert into event_terms (term, sequence) select e.* from moved, unnest($30::bigint[], $31::bigint[]) e
  )
  select pg_notify('${CHANNEL}', $2::text) from moved`

interface Known {
  readonly head: Head
  readonly at: number
}

/** Appends to the record. The head that was written last is kept, so that the next append need not ask for it. */
export function appender(pool: Pool): (expected: number, batch: Batch) => Promise<Result<Appended, VersionConflict>> {
  let known: Known | null = null
  const termRows = termColumns(pool)

  return async (expected, batch) => {
    const before = known !== null && known.head.sequence === expected ? known : await readHead(pool)
    if (before.head.sequence !== expected) return fail({ code: 'version_conflict', head: before.head })
    const appended = chained(before.head, batch.events)
    known = null
    const terms = await termRows(batch.events, appended.events, batch.locks)
    const { rowCount } = await pool.query(statement(APPEND, [...valuesOf(before, appended, batch), ...terms]))
    if (rowCount === 0) return fail({ code: 'version_conflict', head: (await readHead(pool)).head })
    known = { head: appended.head, at: batch.events.reduce((at, event) => Math.max(at, event.at), before.at) }
    return ok(appended)
  }
}

function valuesOf({ head, at }: Known, appended: Appended, batch: Batch): readonly unknown[] {
  const rows = eventRows(batch.events, appended.events, at)
  const { gates, locks } = batch
  const forgotten = forgottenIn(batch.events)
  // One statement does not see what it wrote itself.
  const contexts = batch.contexts.filter(({ lock }) => !forgotten.includes(lock))
  const presses = [...new Map(batch.presses.map((press) => [press.gadget, press])).values()]
  return [
    head.sequence,
    appended.head.sequence,
    appended.head.hash,
    rows.at(-1)?.at ?? at,
    head.hash,
    rows.map(({ sequence }) => sequence),
    rows.map((row) => row.at),
    rows.map(({ event }) => event.type),
    rows.map(({ event }) => event.gate),
    rows.map(({ event }) => ('lock' in event ? event.lock : null)),
    rows.map(({ event }) => (event.request === null ? null : event.by.id)),
    rows.map(({ event }) => event.request?.id ?? null),
    rows.map(({ body }) => body),
    gates.map(({ path }) => path),
    gates.map(({ path, policy, standing }) => JSON.stringify({ path, policy, standing })),
    locks.map(({ order }) => order),
    locks.map(({ id }) => id),
    locks.map(({ gate }) => gate),
    locks.map(({ pipeline }) => pipeline),
    locks.map(({ step }) => step),
    locks.map(({ state }) => state),
    locks.map(({ listedAt }) => listedAt),
    locks.map((lock) => JSON.stringify(lock)),
    presses.map(({ gadget }) => gadget),
    presses.map(({ counter }) => counter),
    contexts.map(({ lock }) => lock),
    contexts.map(({ salt }) => salt),
    contexts.map(({ json }) => json),
    forgotten,
  ]
}

/** `at` of a row is the record's time after it, which never goes back. */
function eventRows(events: readonly Event[], stored: readonly StoredEvent[], from: number) {
  let at = from
  return stored.flatMap(({ sequence, body }, index) => {
    const event = events[index]
    if (!event) return []
    at = Math.max(at, event.at)
    return [{ sequence, at, event, body }]
  })
}
