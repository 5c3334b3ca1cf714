import { randomUUID } from 'node:crypto'
import { closeSync, constants, copyFileSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreDamagedError } from '../errors.ts'
import type { Engine } from './engine.ts'
import { PAGE_SIZE } from './inspect.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations.ts'

/**
 * Makes the file of an empty store, unless another process is faster. It appears whole or not at all, so that a file
 * without a schema is damage and never a beginning.
 */
export function createFile(engine: Engine, file: string): void {
  if (existsSync(`${file}-wal`))
    throw new StoreDamagedError(`${file} is gone, but its last changes in ${file}-wal are there: put a copy back`)
  const fresh = `${file}.${randomUUID()}.new`
  try {
    closeSync(openSync(fresh, 'wx', 0o600))
    const database = new engine.DatabaseSync(fresh, { timeout: 0, enableForeignKeyConstraints: true })
    try {
      database.exec(`pragma page_size = ${PAGE_SIZE}`)
      migrate(database, migrations, fresh)
    } finally {
      database.close()
    }
    placeAt(file, fresh)
  } finally {
    rmSync(fresh, { force: true })
  }
  syncFolder(dirname(file))
}

/** Unlike a rename, neither of these overwrites what another process has put there. */
function placeAt(file: string, fresh: string): void {
  try {
    linkSync(fresh, file)
  } catch {
    // There is a file by now, or this file system knows no links.
    if (!existsSync(file)) copyFileSync(fresh, file, constants.COPYFILE_EXCL)
  }
}

/** So that the name of the file survives a power cut, too. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
