import { statSync } from 'node:fs'
import { hashOf } from '../chain.ts'
import { StoreDamagedError } from '../errors.ts'
import { parseObject } from '../json.ts'
import type { StoredEvent } from '../store.ts'
import type { Database } from './engine.ts'

/** Written into the file's header: "Boss" in ASCII. https://sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x426f7373

/** SQLite takes an empty file for an empty database: here it is one that lost everything. */
export function refuseEmpty(file: string): void {
  if (statSync(file).size === 0) throw new StoreDamagedError(`${file} is empty: put a copy back`)
}

/** A database of another program is never written to. */
export function refuseForeign(database: Database, file: string): void {
  const row = database.prepare('pragma application_id').get() as { readonly application_id: number } | undefined
  if (row?.application_id !== APPLICATION_ID) throw new StoreDamagedError(`${file} is no store of Boss Deployer`)
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
  const check = database.prepare('pragma quick_check(1)').get() as { readonly quick_check: string } | undefined
  if (check?.quick_check !== 'ok')
    throw new StoreDamagedError(`${file} is damaged (${check?.quick_check}): put a copy back`)
}
