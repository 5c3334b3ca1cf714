import type { Database } from './engine.ts'

/** Runs what writes: all of it is stored, or nothing. */
export type InTransaction = <T>(write: () => T) => T

export function transactions(database: Pick<Database, 'prepare'>): InTransaction {
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const rollback = database.prepare('rollback')
  return (write) => {
    begin.run()
    try {
      const result = write()
      commit.run()
      return result
    } catch (error) {
      try {
        rollback.run()
      } catch {
        // After a full disk or an I/O error the engine has rolled back already: the first error is the one to tell.
      }
      throw error
    }
  }
}
