import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StoreError, StoreHeldError, StoreNewerError } from '../errors.ts'
import { localFollowers } from '../followers.ts'
import { searchIndex } from '../search/search.ts'
import type { Store } from '../store.ts'
import type { Tables } from '../tables.ts'
import { backUp } from './backup.ts'
import { sqliteCalls } from './calls.ts'
import { createFile } from './create.ts'
import { sqliteCredentials } from './credentials.ts'
import { type Database, type Engine, loadEngine, resultCodeOf, SQLITE_BUSY } from './engine.ts'
import { sqliteGadgets } from './gadgets.ts'
import { guardOf, storeErrorOf } from './guard.ts'
import { hold, letGo } from './hold.ts'
import { refuseCut, refuseDamaged, refuseForeign, refuseWithoutLog } from './inspect.ts'
import { lockTable } from './locks.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { sqliteNotes } from './notes.ts'
import { sqlitePeople } from './people.ts'
import { recordTable } from './record.ts'
import { sqliteIndex } from './search.ts'
import { sqliteTables } from './tables.ts'

export interface SqliteOptions {
  /** How long to wait for another process to let the data go; 500 ms unless told. */
  readonly waitMs?: number
  /** Up to this size the whole file is looked through for damage at every start; 32 MiB unless told. */
  readonly inspectUpToBytes?: number
}

const MEBIBYTE = 2 ** 20

/**
 * Opens the store in a file, and makes it when there is none. One process holds it until it closes it or ends.
 * @throws StoreHeldError, StoreDamagedError, StoreNewerError, else a StoreError
 */
export async function openSqlite(file: string, options: SqliteOptions = {}): Promise<Store> {
  return storeOf(await openFile(file, options))
}

/** The same store with its tables, for moving it elsewhere. */
export async function openSqliteTables(file: string): Promise<Tables> {
  const database = await openFile(file, {})
  return sqliteTables(database, storeOf(database))
}

async function openFile(file: string, options: SqliteOptions): Promise<Database> {
  const engine = await loadEngine()
  try {
    return openDatabase(engine, resolve(file), options)
  } catch (cause) {
    if (resultCodeOf(cause) === SQLITE_BUSY) throw new StoreHeldError(dirname(resolve(file)), { cause })
    throw storeErrorOf(cause, file) ?? new StoreError('unavailable', `${file}: ${messageOf(cause)}`, { cause })
  }
}

function openDatabase(engine: Engine, file: string, options: SqliteOptions): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) createFile(engine, file)
  refuseCut(file)
  chmodSync(file, 0o600)
  const { waitMs = 500, inspectUpToBytes = 32 * MEBIBYTE } = options
  const database = new engine.DatabaseSync(file, { timeout: waitMs, enableForeignKeyConstraints: true })
  try {
    hold(database)
    refuseWithoutLog(database, file)
    refuseForeign(database, file)
    migrate(database, migrations, file)
    refuseDamaged(database, file, inspectUpToBytes)
    return database
  } catch (error) {
    if (error instanceof StoreNewerError) letGo(database)
    database.close()
    throw error
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function storeOf(database: Database): Store {
  const record = recordTable(database)
  const locks = lockTable(database)
  const index = sqliteIndex(database)
  const followers = localFollowers()
  let isOpen = true
  const guard = guardOf(() => isOpen)
  return {
    load: () => guard(() => record.load()),
    head: () => guard(() => record.head()),
    append: (expected, batch) =>
      guard(() => {
        const appended = record.append(expected, batch)
        if (appended.ok) followers.tell(appended.value.head.sequence)
        return appended
      }),
    history: (after, limit) => guard(() => record.history(after, limit)),
    historyBefore: (before, limit) => guard(() => record.historyBefore(before, limit)),
    event: (sequence) => guard(() => record.event(sequence)),
    search: (filter, before, limit) => guard(() => searchIndex(index, { filter, before, limit })),
    lock: (id) => guard(() => locks.lock(id)),
    latestLock: (of) => guard(() => locks.latest(of)),
    approved: (of, since, limit) => guard(() => locks.approved(of, since, limit)),
    lastListed: (of, limit) => guard(() => locks.lastListed(of, limit)),
    asked: (subject, requestId) => guard(() => locks.asked(subject, requestId)),
    context: (id) => guard(() => locks.context(id)),
    withContext: (after, limit) => guard(() => locks.withContext(after, limit)),
    credentials: sqliteCredentials(database, guard),
    gadgets: sqliteGadgets(database, guard),
    notes: sqliteNotes(database, guard),
    calls: sqliteCalls(database, guard),
    people: async () => sqlitePeople(await guard(() => database), () => isOpen),
    follow: (onNews) => followers.follow(onNews),
    attendance: null,
    backUp: (file) => guard(() => backUp(database, file)),
    capabilities: { hasManyWriters: false },
    close: async () => {
      if (!isOpen) return
      isOpen = false
      letGo(database)
      database.close()
    },
  }
}
