import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Store } from '../store.ts'
import { freshFile } from '../testing/folder.ts'
import { lock } from '../testing/sayings.ts'
import { storyOf } from '../testing/story.ts'
import { restoreFile, verifyFile } from './backup.ts'
import { openSqlite } from './open.ts'

async function world() {
  const file = freshFile()
  const store = await openSqlite(file)
  const story = storyOf()
  await story.tell(store, lock('a'), lock('b'))
  return { file, store, story, backup: `${file}.backup` }
}

const backUp = async (store: Store, file: string) => {
  if (store.backUp === null) throw new Error('a file can be backed up')
  await store.backUp(file)
}

describe('a backup', () => {
  test('is made while the store is used, is whole as of its moment, and is for its owner alone', async () => {
    const { store, story, backup } = await world()
    const head = await store.head()
    await backUp(store, backup)
    await story.tell(store, lock('c'))
    expect(await verifyFile(backup)).toEqual(head)
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect((await store.head()).sequence).toBe(3)
    await store.close()
  })

  test('overwrites nothing', async () => {
    const { store, backup } = await world()
    writeFileSync(backup, 'mine')
    await expect(backUp(store, backup)).rejects.toMatchObject({ code: 'invalid' })
    expect(readFileSync(backup, 'utf8')).toBe('mine')
    await store.close()
  })

  test('put back in the place of a lost store gives all of it, and can be put back again', async () => {
    const { file, store, story, backup } = await world()
    await backUp(store, backup)
    const present = await store.load()
    await story.tell(store, lock('c'))
    await store.close()
    for (const _round of [1, 2]) {
      rmSync(file)
      expect(await restoreFile(backup, file)).toEqual(present.head)
      const restored = await openSqlite(file)
      expect(await restored.load()).toEqual(present)
      await restored.close()
    }
  })

  test('is not put over a store, and leaves it as it is', async () => {
    const { file, store, backup } = await world()
    await backUp(store, backup)
    await store.close()
    const before = readFileSync(file)
    await expect(restoreFile(backup, file)).rejects.toThrow('move it away first')
    expect(readFileSync(file)).toEqual(before)
  })

  test('that was changed is found, and nothing is put back', async () => {
    const { file, store, backup } = await world()
    await backUp(store, backup)
    await store.close()
    rmSync(file)
    const bytes = readFileSync(backup)
    bytes.write('1', bytes.indexOf('"previous":"0000') + 12)
    writeFileSync(backup, bytes)
    await expect(restoreFile(backup, file)).rejects.toMatchObject({ code: 'damaged' })
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}.restoring`)).toBe(false)
  })
})
