import { StoreNewerError } from '../errors.ts'
import type { Database } from './engine.ts'
import { APPLICATION_ID } from './inspect.ts'
import type { Migration } from './migrations.ts'
import { transactions } from './transaction.ts'

/** Brings a database to the newest schema, all steps in one transaction. `where` names it in errors. */
export function migrate(database: Database, migrations: readonly Migration[], where: string): void {
  const schema = schemaOf(database)
  if (schema > migrations.length) throw new StoreNewerError(where, schema, migrations.length)
  if (schema === migrations.length) return
  transactions(database)(() => {
    for (const step of migrations.slice(schema)) step(database)
    database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${migrations.length}`)
  })
}

/** How many migrations this database has had. */
export function schemaOf(database: Database): number {
  const row = database.prepare('pragma user_version').get()
  return typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0
}
