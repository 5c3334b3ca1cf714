import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { StoreDamagedError, StoreError } from '../errors.ts'
import type { Head } from '../store.ts'
import { eventsOf, verifyChain } from '../verify.ts'
import type { Database } from './engine.ts'
import { openSqlite } from './open.ts'

/**
 * Writes all of an open database to a new file, as of one moment, and syncs it to the disk. Nothing is written to the
 * database meanwhile: a hundred thousand events take about a second.
 */
export function backUp(database: Database, file: string): void {
  if (existsSync(file)) throw new StoreError('invalid', `${file} is there already: choose another name`)
  // Made here, so that nobody else may ever read it.
  closeSync(openSync(file, 'wx', 0o600))
  try {
    database.prepare('vacuum into ?').run(file)
    const written = openSync(file, 'r+')
    fsyncSync(written)
    closeSync(written)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}

/**
 * Follows the chain through the record in a file, whole. Answers its head.
 * @throws StoreDamagedError when it is broken
 */
export async function verifyFile(file: string): Promise<Head> {
  if (!existsSync(file)) throw new StoreError('invalid', `${file} is not there`)
  const store = await openSqlite(file, { inspectUpToBytes: Number.POSITIVE_INFINITY })
  try {
    const checked = await verifyChain(eventsOf(store), { head: await store.head() })
    if (!checked.ok) throw new StoreDamagedError(`the record in ${file} is broken: ${checked.error.message}`)
    return checked.value
  } finally {
    await store.close()
  }
}

/**
 * Puts a backup in the place of a store that is no more. It is checked whole before it appears there; the backup stays
 * as it is. Answers the head of the record.
 * @throws StoreError: `invalid` while there is anything in that place
 */
export async function restoreFile(backup: string, file: string): Promise<Head> {
  for (const there of [file, `${file}-wal`])
    if (existsSync(there)) throw new StoreError('invalid', `${there} is there: stop the link and move it away first`)
  if (!existsSync(backup)) throw new StoreError('invalid', `${backup} is not there`)
  const folder = dirname(resolve(file))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const copy = `${file}.restoring`
  rmSync(copy, { force: true })
  try {
    await copyFile(backup, copy)
    const head = await verifyFile(copy)
    linkSync(copy, file)
    return head
  } finally {
    rmSync(copy, { force: true })
  }
}
