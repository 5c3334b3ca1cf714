import { fail, ok, type Result } from '@boss-deployer/gate'
import { askedIn, lockNamedBy } from '../asked.ts'
import { chained } from '../chain.ts'
import { StoreDamagedError } from '../errors.ts'
import { gateOfJson, lockOfJson } from '../rows.ts'
import type { Appended, Batch, Head, Present, PressRow, StoredEvent, VersionConflict } from '../store.ts'
import type { Database } from './engine.ts'
import { inTransaction } from './transaction.ts'

type HeadRow = Head & { readonly at: number }
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
  const readHead = database.prepare('select sequence, hash, at from head')
  const moveHead = database.prepare('update head set sequence = ?, hash = ?, at = max(at, ?) where sequence = ?')
  const putRows = rowWriter(database)
  const after = database.prepare('select sequence, body from events where sequence > ? order by sequence limit ?')
  const before = database.prepare('select sequence, body from events where sequence < ? order by sequence desc limit ?')
  const one = database.prepare('select sequence, body from events where sequence = ?')

  function headRow(): HeadRow {
    const row = readHead.get() as HeadRow | undefined
    if (!row) throw new StoreDamagedError('the head of the record is gone: put a copy back')
    return row
  }
  const head = (): Head => {
    const { sequence, hash } = headRow()
    return { sequence, hash }
  }

  return {
    head,
    load() {
      const { sequence, hash, at } = headRow()
      const gates = database.prepare('select json from gates order by path').all() as JsonRow[]
      const locks = database
        .prepare(`select json from locks indexed by locks_open where state in ('locked', 'unlocked') order by ord`)
        .all() as JsonRow[]
      const presses = database.prepare('select gadget, counter from presses').all() as PressRow[]
      return {
        head: { sequence, hash },
        sequence,
        at,
        gates: gates.map(({ json }) => gateOfJson(json)),
        locks: locks.map(({ json }) => lockOfJson(json)),
        presses: presses.map(({ gadget, counter }) => ({ gadget, counter })),
      }
    },
    append(expected, batch) {
      const at = batch.events.reduce((latest, event) => Math.max(latest, event.at), 0)
      return inTransaction(database, () => {
        const present = head()
        if (present.sequence !== expected) return fail({ code: 'version_conflict', head: present })
        const appended = chained(present, batch.events)
        putRows(batch, appended)
        moveHead.run(appended.head.sequence, appended.head.hash, at, expected)
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

function rowWriter(database: Database): (batch: Batch, appended: Appended) => void {
  const addEvent = database.prepare('insert into events values (?, ?, ?, ?, ?, ?)')
  const putGate = database.prepare(
    'insert into gates values (?, ?) on conflict (path) do update set json = excluded.json',
  )
  const putLock = database.prepare(
    `insert into locks (ord, id, gate, pipeline, step, state, listed_at, json) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set state = excluded.state, listed_at = excluded.listed_at, json = excluded.json`,
  )
  const putPress = database.prepare(
    'insert into presses values (?, ?) on conflict (gadget) do update set counter = excluded.counter',
  )
  const putContext = database.prepare(
    `insert into contexts values (?, ?, ?) on conflict (lock) do update set salt = excluded.salt, json = excluded.json`,
  )
  const addRequest = database.prepare('insert into requests values (?, ?, ?, ?, ?, ?, ?)')

  return ({ events, gates, locks, presses, contexts }, appended) => {
    for (const [index, { sequence, body }] of appended.events.entries()) {
      const event = events[index]
      if (event) addEvent.run(sequence, event.at, event.type, event.gate, lockNamedBy(event), body)
    }
    for (const row of gates) putGate.run(row.path, JSON.stringify(row))
    for (const lock of locks) {
      const { order, id, gate, pipeline, step, state, listedAt } = lock
      putLock.run(order, id, gate, pipeline, step, state, listedAt, JSON.stringify(lock))
    }
    for (const { gadget, counter } of presses) putPress.run(gadget, counter)
    for (const { lock, salt, json } of contexts) putContext.run(lock, salt, json)
    for (const { subject, requestId, asked } of askedIn(events, appended.head.sequence - events.length)) {
      const { sequence, kind, target, commit, lock } = asked
      addRequest.run(subject, requestId, sequence, kind, target, commit, lock)
    }
  }
}
