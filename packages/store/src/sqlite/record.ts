import { fail, ok, type Result } from '@boss-deployer/gate'
import { chained, emptyHead, hashOf } from '../chain.ts'
import { gateOfJson, lockOfJson } from '../rows.ts'
import type { Appended, Batch, Head, Present, PressRow, StoredEvent, VersionConflict } from '../store.ts'
import type { Database } from './engine.ts'
import { termWriter } from './search.ts'
import { transactions } from './transaction.ts'
import { eventWriter, rowWriter } from './write.ts'

interface LastRow extends StoredEvent {
  readonly at: number
}
interface JsonRow {
  readonly json: string
}

export interface RecordTable {
  load(): Present
  head(): Head
  append(expected: number, batch: Batch): Result<Appended, VersionConflict>
  history(after: number, limit: number): readonly StoredEvent[]
  historyBefore(before: number | null, limit: number): readonly StoredEvent[]
  event(sequence: number): StoredEvent | null
}

/** The record and the rows of the present. */
export function recordTable(database: Database): RecordTable {
  const last = database.prepare('select sequence, at, body from events order by sequence desc limit 1')
  const gates = database.prepare('select json from gates order by path')
  const openLocks = database.prepare(
    `select json from locks indexed by locks_open where state in ('locked', 'unlocked') order by ord`,
  )
  const presses = database.prepare('select gadget, counter from presses order by gadget')
  const inTransaction = transactions(database)
  const addEvents = eventWriter(database)
  const putRows = rowWriter(database)
  const addTerms = termWriter(database)
  const after = database.prepare('select sequence, body from events where sequence > ? order by sequence limit ?')
  const before = database.prepare('select sequence, body from events where sequence < ? order by sequence desc limit ?')
  const one = database.prepare('select sequence, body from events where sequence = ?')

  function headAndTime(): { readonly head: Head; readonly at: number } {
    const row = last.get() as LastRow | undefined
    return row ? { head: { sequence: row.sequence, hash: hashOf(row.body) }, at: row.at } : { head: emptyHead, at: 0 }
  }

  return {
    head: () => headAndTime().head,
    load() {
      const { head, at } = headAndTime()
      return {
        head,
        sequence: head.sequence,
        at,
        gates: (gates.all() as JsonRow[]).map(({ json }) => gateOfJson(json)),
        locks: (openLocks.all() as JsonRow[]).map(({ json }) => lockOfJson(json)),
        presses: (presses.all() as PressRow[]).map(({ gadget, counter }) => ({ gadget, counter })),
      }
    },
    append(expected, batch) {
      return inTransaction(() => {
        const { head, at } = headAndTime()
        if (head.sequence !== expected) return fail({ code: 'version_conflict', head })
        const appended = chained(head, batch.events)
        addEvents(batch.events, appended.events, at)
        putRows(batch)
        addTerms(batch.events, appended.events, batch.locks)
        return ok(appended)
      })
    },
    history: (from, limit) => (after.all(from, limit) as StoredEvent[]).map(plain),
    historyBefore: (from, limit) => (before.all(from ?? Number.MAX_SAFE_INTEGER, limit) as StoredEvent[]).map(plain),
    event(sequence) {
      const row = one.get(sequence) as StoredEvent | undefined
      return row ? plain(row) : null
    },
  }
}

/** Without the engine's null prototype. */
const plain = ({ sequence, body }: StoredEvent): StoredEvent => ({ sequence, body })
