import type { SqliteDatabase } from 'kysely'
import { StoreError } from '../errors.ts'
import type { PeopleDatabase } from '../store.ts'
import { type Database, loadEngine, type Value } from './engine.ts'

/**
 * The tables of people, through the connection of the record: the file is held by one connection alone. So they have no
 * transactions, which would stay open over several turns and an append in between would become part of them.
 */
export async function sqlitePeople(database: Database, isOpen: () => boolean): Promise<PeopleDatabase> {
  const { SqliteDialect } = await import('kysely')
  return {
    type: 'sqlite',
    dialect: new SqliteDialect({ database: asKyselyWants(database, isOpen) }),
    hasTransactions: false,
    alone: (change) => change(),
  }
}

/** The tables of people of a store without a file; the engine is loaded when it is first asked for. */
export function memoryPeople(isOpen: () => boolean): () => Promise<PeopleDatabase> {
  let opened: Promise<PeopleDatabase> | null = null
  return () => {
    opened ??= loadEngine().then(({ DatabaseSync }) =>
      sqlitePeople(new DatabaseSync(':memory:', { timeout: 0, enableForeignKeyConstraints: true }), isOpen),
    )
    return opened
  }
}

/** What a statement of Kysely's begins with, or has in it, when it answers rows. */
const ANSWERS_ROWS = /^\s*(?:select|with|pragma)\b|\breturning\b/i

function asKyselyWants(database: Database, isOpen: () => boolean): SqliteDatabase {
  return {
    close: () => undefined,
    prepare(sql) {
      if (!isOpen()) throw new StoreError('unavailable', 'the store is closed')
      const statement = database.prepare(sql)
      return {
        reader: ANSWERS_ROWS.test(sql),
        all: (values) => statement.all(...values.map(storable)),
        run: (values) => ({ changes: statement.run(...values.map(storable)).changes, lastInsertRowid: 0 }),
        iterate: (values) => statement.all(...values.map(storable)).values(),
      }
    },
  }
}

function storable(value: unknown): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new StoreError('invalid', `a ${typeof value} cannot be kept`)
}
