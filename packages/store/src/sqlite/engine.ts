/** A value that SQLite stores. */
export type Value = string | number | null

/** The part of `DatabaseSync` of node:sqlite that is used here. */
export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

export interface Statement {
  run(...values: Value[]): { readonly changes: number | bigint }
  get(...values: Value[]): unknown
  all(...values: Value[]): unknown[]
}

export interface Engine {
  readonly DatabaseSync: new (
    file: string,
    options: { readonly timeout: number; readonly enableForeignKeyConstraints: boolean },
  ) => Database
}

/** node:sqlite where Node has it (22.13 and newer), else the same interface as a package. */
export async function loadEngine(): Promise<Engine> {
  const builtIn: unknown = process.getBuiltinModule('node:sqlite')
  return isEngine(builtIn) ? builtIn : await import('@photostructure/sqlite')
}

function isEngine(module: unknown): module is Engine {
  return typeof module === 'object' && module !== null && 'DatabaseSync' in module
}

export const SQLITE_BUSY = 5
export const SQLITE_CORRUPT = 11
export const SQLITE_CONSTRAINT = 19
export const SQLITE_NOTADB = 26
const SQLITE_ERROR = 1

/** How SQLite words them, https://sqlite.org/src/file/src/main.c, sqlite3ErrStr. */
const wording: readonly (readonly [text: string, code: number])[] = [
  ['database is locked', SQLITE_BUSY],
  ['database disk image is malformed', SQLITE_CORRUPT],
  ['constraint failed', SQLITE_CONSTRAINT],
  ['file is not a database', SQLITE_NOTADB],
]

/**
 * SQLite's primary result code of an error, https://sqlite.org/rescode.html; null when the engine did not throw it.
 * Reading by @photostructure/sqlite throws errors without their code: these are known by their wording.
 */
export function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff
  if (!('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return null
  return wording.find(([text]) => error.message.includes(text))?.[1] ?? SQLITE_ERROR
}
