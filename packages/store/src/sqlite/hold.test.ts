import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { freshFile } from '../testing/folder.ts'
import { loadEngine } from './engine.ts'
import { hold, letGo } from './hold.ts'

// No test can cut the power, so what makes a commit outlive that is asked for by name.
test('a held file syncs each commit to the disk, and overwrites what is deleted', async () => {
  const file = freshFile()
  mkdirSync(dirname(file))
  const { DatabaseSync } = await loadEngine()
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  hold(database)
  const FULL = 2
  expect(database.prepare('pragma synchronous').get()).toMatchObject({ synchronous: FULL })
  expect(database.prepare('pragma fullfsync').get()).toMatchObject({ fullfsync: 1 })
  expect(database.prepare('pragma journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
  expect(database.prepare('pragma locking_mode').get()).toMatchObject({ locking_mode: 'exclusive' })
  expect(database.prepare('pragma secure_delete').get()).toMatchObject({ secure_delete: 1 })
  expect(database.prepare('pragma foreign_keys').get()).toMatchObject({ foreign_keys: 1 })
  letGo(database)
  database.close()
})
