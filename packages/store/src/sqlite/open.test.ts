import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyHead } from '../chain.ts'
import { StoreDamagedError } from '../errors.ts'
import { freshFile } from '../testing/folder.ts'
import { lock } from '../testing/sayings.ts'
import { storyOf } from '../testing/story.ts'
import { createFile } from './create.ts'
import { loadEngine } from './engine.ts'
import { migrations } from './migrations.ts'
import { openSqlite } from './open.ts'

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

/** Changes a closed store's file by SQL. */
async function alter(file: string, sql: string): Promise<void> {
  const { DatabaseSync } = await loadEngine()
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  database.exec(sql)
  database.close()
}

describe('opening', () => {
  test('makes the folder and the file for their owner alone', async () => {
    const file = freshFile()
    const store = await openSqlite(file)
    await storyOf().tell(store, lock('a'))
    expect([modeOf(dirname(file)), modeOf(file), modeOf(`${file}-wal`)]).toEqual(['700', '600', '600'])
    await store.close()
  })

  test('takes from others what they could read of a file that was there', async () => {
    const file = freshFile()
    await (await openSqlite(file)).close()
    await alter(file, 'pragma user_version')

    chmodSync(file, 0o644)
    await (await openSqlite(file)).close()
    expect(modeOf(file)).toBe('600')
  })

  test('a second time in one process is refused until the first has closed', async () => {
    const file = freshFile()
    const store = await openSqlite(file)
    await expect(openSqlite(file, { waitMs: 10 })).rejects.toMatchObject({ code: 'held', folder: dirname(file) })
    await storyOf().tell(store, lock('a'))
    await store.close()
    const again = await openSqlite(file, { waitMs: 10 })
    expect((await again.head()).sequence).toBe(1)
    await again.close()
  })

  test('a store of a newer release is refused, and leaves it as it is', async () => {
    const file = freshFile()
    await (await openSqlite(file)).close()
    await alter(file, 'pragma user_version = 99')
    for (const _ of ['once', 'twice'])
      await expect(openSqlite(file, { waitMs: 10 })).rejects.toMatchObject({
        code: 'newer',
        schema: 99,
        known: migrations.length,
      })
  })

  test('the database of another program is refused', async () => {
    const file = freshFile()
    mkdirSync(dirname(file))
    await alter(file, 'create table cookies (name text)')
    await expect(openSqlite(file)).rejects.toThrow(StoreDamagedError)
  })

  test.each([
    ['a folder where the file should be', (file: string) => mkdirSync(file, { recursive: true })],
    ['a file where the folder should be', (file: string) => writeFileSync(dirname(file), '')],
  ])('%s is an error that names it', async (_name, prepare) => {
    const file = freshFile()
    prepare(file)
    await expect(openSqlite(file)).rejects.toMatchObject({ code: 'unavailable' })
    await expect(openSqlite(file)).rejects.toThrow(dirname(file))
  })

  test('lets a store be that another process made at the same moment', async () => {
    const file = freshFile()
    const store = await openSqlite(file)
    await storyOf().tell(store, lock('a'))
    await store.close()
    createFile(await loadEngine(), file)
    const same = await openSqlite(file)
    expect((await same.head()).sequence).toBe(1)
    await same.close()
  })

  test('leaves nothing behind but the file', async () => {
    const file = freshFile()
    await (await openSqlite(file)).close()

    expect(readdirSync(dirname(file))).toEqual(['boss.sqlite'])
  })

  test('begins anew where a store was taken away as a whole', async () => {
    const file = freshFile()
    const store = await openSqlite(file)
    await storyOf().tell(store, lock('a'))
    await store.close()
    rmSync(file)
    const fresh = await openSqlite(file)
    expect(await fresh.head()).toEqual(emptyHead)
    await fresh.close()
  })
})
