import type { Pool } from 'pg'
import { StoreError } from '../errors.ts'
import { searchIndex } from '../search/search.ts'
import type { Store } from '../store.ts'
import type { Tables } from '../tables.ts'
import { appender } from './append.ts'
import { postgresAttendance } from './attendance.ts'
import { postgresCalls } from './calls.ts'
import { postgresCredentials } from './credentials.ts'
import { followRecord } from './follow.ts'
import { postgresGadgets } from './gadgets.ts'
import { guardOf, storeErrorOf } from './guard.ts'
import { lockTable } from './locks.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'
import { postgresNotes } from './notes.ts'
import { postgresPeople } from './people.ts'
import { openPool } from './pool.ts'
import { recordTable } from './record.ts'
import { postgresIndex } from './search.ts'
import { postgresTables } from './tables.ts'

/**
 * Opens the store in a PostgreSQL database, and makes its tables where there are none. Several links may have it open.
 * @throws StoreNewerError, else a StoreError; none of them says the password
 */
export async function openPostgres(url: string): Promise<Store> {
  return storeOf(await openDatabase(url), url)
}

/** The same store with its tables, for moving it elsewhere. */
export async function openPostgresTables(url: string): Promise<Tables> {
  const pool = await openDatabase(url)
  return postgresTables(pool, storeOf(pool, url))
}

async function openDatabase(url: string): Promise<Pool> {
  const pool = openPool(url)
  try {
    await migrate(pool, migrations)
    return pool
  } catch (cause) {
    await pool.end()
    const error = storeErrorOf(cause)
    throw error.code === 'unavailable'
      ? new StoreError('unavailable', `${placeOf(url)}: ${error.message}`, { cause })
      : error
  }
}

function storeOf(pool: Pool, url: string): Store {
  const record = recordTable(pool)
  const locks = lockTable(pool)
  const append = appender(pool)
  const index = postgresIndex(pool)
  const following = new Set<() => Promise<void>>()
  let isOpen = true
  const guard = guardOf(() => isOpen)
  const follow = followRecord({ url, sequence: async () => (await record.head()).sequence })
  return {
    load: () => guard(() => record.load()),
    head: () => guard(() => record.head()),
    append: (expected, batch) => guard(() => append(expected, batch)),
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
    follow: (onNews) =>
      guard(async () => {
        const end = await follow(onNews)
        following.add(end)
        return async () => {
          following.delete(end)
          await end()
        }
      }),
    attendance: postgresAttendance(pool, guard),
    backUp: null,
    capabilities: { hasManyWriters: true },
    credentials: postgresCredentials(pool, guard),
    gadgets: postgresGadgets(pool, guard),
    notes: postgresNotes(pool, guard),
    calls: postgresCalls(pool, guard),
    people: () => guard(() => postgresPeople(pool)),
    close: async () => {
      if (!isOpen) return
      isOpen = false
      await Promise.all([...following].map((end) => end()))
      await pool.end()
    },
  }
}

/** The address without what is secret in it. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'the database'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
