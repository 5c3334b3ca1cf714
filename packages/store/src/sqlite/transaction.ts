import type { Database } from './engine.ts'

/** All that `write` does is stored, or nothing of it. */
export function inTransaction<T>(database: Pick<Database, 'exec'>, write: () => T): T {
  database.exec('begin immediate')
  try {
    const result = write()
    database.exec('commit')
    return result
  } catch (error) {
    try {
      database.exec('rollback')
    } catch {
      // Some errors (a full disk, an I/O error) have rolled back already: the first error is the one to tell.
    }
    throw error
  }
}
