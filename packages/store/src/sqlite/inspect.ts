import { existsSync, statSync } from 'node:fs'
import { hashOf } from '../chain.ts'
import { StoreDamagedError, StoreError } from '../errors.ts'
import { isObject, type JsonObject, parseObject } from '../json.ts'
import type { StoredEvent } from '../store.ts'
import type { Database } from './engine.ts'

/** Written into the file's header: "Boss" in ASCII. https://sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x426f7373

/** Of a file of ours, always; in bytes. */
export const PAGE_SIZE = 4096

/**
 * SQLite takes an empty file for an empty database, and fills a last page that is cut with zeros: here both have lost
 * something. While there is a log, the last page may be in there.
 */
export function refuseCut(file: string): void {
  const { size } = statSync(file)
  const isWhole = size > 0 && (size % PAGE_SIZE === 0 || existsSync(`${file}-wal`))
  if (!isWhole && statSync(file).isFile())
    throw new StoreDamagedError(`${file} is cut to ${size} bytes: put a copy back`)
}

/** A database of another program gets no tables of ours. */
export function refuseForeign(database: Database, file: string): void {
  const { application_id } = pragma(database, 'application_id')
  if (application_id !== APPLICATION_ID) throw new StoreDamagedError(`${file} is no store of Boss Deployer`)
}

/** Without a write-ahead log the exclusive lock would not be taken at once. */
export function refuseWithoutLog(database: Database, file: string): void {
  const { journal_mode } = pragma(database, 'journal_mode')
  if (journal_mode !== 'wal') throw new StoreError('unavailable', `the file system of ${file} holds no write-ahead log`)
}

/**
 * Looks for damage: at the end of the chain always, in every page when the file has at most `wholeUpTo` bytes,
 * because that takes as long as reading the file.
 */
export function refuseDamaged(database: Database, file: string, wholeUpTo: number): void {
  const rows = database.prepare('select sequence, body from events order by sequence desc limit 2').all()
  const [last, before] = rows as StoredEvent[]
  if (last) {
    const { sequence, previous } = parseObject(last.body, `event ${last.sequence}`)
    if (sequence !== last.sequence || (before && previous !== hashOf(before.body)))
      throw new StoreDamagedError(`the last event of ${file} does not fit the one before: put a copy back`)
  }
  if (statSync(file).size > wholeUpTo) return
  const { quick_check } = pragma(database, 'quick_check(1)')
  if (quick_check !== 'ok') throw new StoreDamagedError(`${file} is damaged: ${String(quick_check)}: put a copy back`)
}

function pragma(database: Database, name: string): JsonObject {
  const row = database.prepare(`pragma ${name}`).get()
  return isObject(row) ? row : {}
}
