import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreHeldError } from '../errors.ts'
import type { Store } from '../store.ts'
import { sqliteCredentials } from './credentials.ts'
import { type Database, loadEngine, resultCodeOf, SQLITE_BUSY } from './engine.ts'
import { sqliteGadgets } from './gadgets.ts'
import { guardOf, storeErrorOf } from './guard.ts'
import { lockTable } from './locks.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { recordTable } from './record.ts'

export interface SqliteOptions {
  /** How long to wait for another process to let the data go. */
  readonly waitMs?: number
}

/**
 * Opens the store in a file, and makes it when there is none. One process holds it at a time.
 * Throws `StoreHeldError`, `StoreDamagedError`, `StoreNewerError`, else a `StoreError`.
 */
export async function openSqlite(file: string, { waitMs = 500 }: SqliteOptions = {}): Promise<Store> {
  const { DatabaseSync } = await loadEngine()
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = new DatabaseSync(file, { timeout: waitMs, enableForeignKeyConstraints: true })
  try {
    prepare(database, file)
    return storeOf(database)
  } catch (cause) {
    database.close()
    if (resultCodeOf(cause) === SQLITE_BUSY) throw new StoreHeldError(dirname(file), { cause })
    throw storeErrorOf(cause) ?? cause
  }
}

/** With an exclusive lock SQLite needs no shared memory; a full sync makes each commit reach the disk. */
function prepare(database: Database, file: string): void {
  database.exec(`
    pragma locking_mode = exclusive;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma fullfsync = on;
  `)
  migrate(database, migrations, file)
}

function storeOf(database: Database): Store {
  const record = recordTable(database)
  const locks = lockTable(database)
  let isOpen = true
  const guard = guardOf(() => isOpen)
  return {
    load: () => guard(() => record.load()),
    head: () => guard(() => record.head()),
    append: (expected, batch) => guard(() => record.append(expected, batch)),
    history: (after, limit) => guard(() => record.history(after, limit)),
    historyBefore: (before, limit) => guard(() => record.historyBefore(before, limit)),
    event: (sequence) => guard(() => record.event(sequence)),
    lock: (id) => guard(() => locks.lock(id)),
    latestLock: (of) => guard(() => locks.latest(of)),
    approved: (of, since, limit) => guard(() => locks.approved(of, since, limit)),
    asked: (subject, requestId) => guard(() => locks.asked(subject, requestId)),
    context: (id) => guard(() => locks.context(id)),
    credentials: sqliteCredentials(database, guard),
    gadgets: sqliteGadgets(database, guard),
    close: async () => {
      if (isOpen) database.close()
      isOpen = false
    },
  }
}
