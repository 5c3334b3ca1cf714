import type { Database } from './engine.ts'

/**
 * Takes the file for this process alone, which also spares the shared memory file; and makes every commit reach the
 * disk (on macOS a plain fsync does not), and what is deleted be overwritten. No statement is prepared here: see `letGo`.
 */
export function hold(database: Database): void {
  database.exec(`
    pragma locking_mode = exclusive;
    pragma synchronous = full;
    pragma fullfsync = on;
    pragma secure_delete = on;
    pragma journal_mode = wal;
  `)
}

/**
 * Lets the file go, whole and without a log beside it. Closing alone is not enough: a closed database of
 * @photostructure/sqlite keeps its lock until its last statement is collected as garbage. The order is SQLite's, see
 * https://sqlite.org/pragma.html#pragma_locking_mode.
 */
export function letGo(database: Database): void {
  try {
    database.exec('pragma journal_mode = delete; pragma locking_mode = normal; select count(*) from sqlite_schema')
  } catch {
    // Everything is on disk already: the next to open it reads the log.
  }
}
