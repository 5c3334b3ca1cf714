import { copyFileSync, existsSync, rmSync, statSync, truncateSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { StoreDamagedError } from '../errors.ts'
import type { Head } from '../store.ts'
import { freshFile } from '../testing/folder.ts'
import { startWriter, useWriter } from '../testing/start-writer.ts'
import { eventsOf, verifyChain } from '../verify.ts'
import { openSqlite } from './open.ts'

const inOrder = (one = '', other = ''): number => one.localeCompare(other)
const FOREVER = 1_000_000
const TIMEOUT_MS = 60_000

useWriter()

/** The head that was acknowledged last. */
function lastHead(lines: readonly (readonly string[])[]): Head {
  const [, sequence, hash] = lines.findLast(([word]) => word === 'head') ?? []
  return { sequence: Number(sequence ?? 0), hash: hash ?? '0'.repeat(64) }
}

/** Lets a writer acknowledge some batches, then kills it in the middle of whatever it does. */
async function killAfter(file: string, acknowledged: number): Promise<Head> {
  const writer = startWriter(file, FOREVER)
  const said: (readonly string[])[] = []
  while (said.length <= acknowledged) {
    const line = await writer.nextLine()
    if (line === null) throw new Error('the writer ended by itself')
    said.push(line)
  }
  return lastHead([...said, ...(await writer.kill())])
}

async function verdict(file: string, head: Head): Promise<string> {
  const store = await openSqlite(file)
  try {
    const result = await verifyChain(eventsOf(store), { head })
    return result.ok ? 'whole' : result.error.reason
  } finally {
    await store.close()
  }
}

describe('a writer that is killed', () => {
  test(
    'leaves every event that it acknowledged, in a whole chain, round after round',
    async () => {
      const file = freshFile()
      for (let round = 0; round < 5; round += 1) {
        const head = await killAfter(file, 1 + Math.floor(Math.random() * 60))
        expect(head.sequence).toBeGreaterThan(0)
        expect(await verdict(file, head)).toBe('whole')
        const store = await openSqlite(file)
        const { sequence } = await store.head()
        expect(sequence).toBeGreaterThanOrEqual(head.sequence)
        expect(await store.history(sequence - 1, 9)).toHaveLength(1)
        const [asked] = await store.asked('token:ci', `lock-${head.sequence}`)
        expect(asked).toMatchObject({ sequence: head.sequence })
        await store.close()
      }
    },
    TIMEOUT_MS,
  )

  test(
    'and loses its log is found by the known head, and by nothing else',
    async () => {
      const file = freshFile()
      const head = await killAfter(file, 20)
      expect(existsSync(`${file}-wal`)).toBe(true)
      rmSync(`${file}-wal`)
      expect(await verdict(file, head)).toBe('cut')
      expect(await verdict(file, { sequence: 0, hash: head.hash })).toBe('whole')
    },
    TIMEOUT_MS,
  )

  test(
    'and loses the end of its log is found by the known head',
    async () => {
      const file = freshFile()
      const head = await killAfter(file, 40)
      const { size } = statSync(`${file}-wal`)
      truncateSync(`${file}-wal`, Math.floor(size / 2))
      expect(await verdict(file, head)).toBe('cut')
      const store = await openSqlite(file)
      expect((await store.head()).sequence).toBeGreaterThan(0)
      await store.close()
    },
    TIMEOUT_MS,
  )

  test(
    'and loses all but its log does not begin anew',
    async () => {
      const file = freshFile()
      await killAfter(file, 3)
      rmSync(file)
      await expect(openSqlite(file)).rejects.toThrow(StoreDamagedError)
      expect(existsSync(file)).toBe(false)
    },
    TIMEOUT_MS,
  )
})

test(
  'a disk that is full refuses an append, keeps what was there, and goes on once there is room',
  async () => {
    const file = freshFile()
    const said = await startWriter(file, FOREVER, 2000).rest()
    const head = lastHead(said)
    expect(head.sequence).toBeGreaterThan(10)
    expect(said.at(-1)).toEqual(['error', 'unavailable', String(head.sequence), head.hash])
    expect(await verdict(file, head)).toBe('whole')
    const more = await startWriter(file, 5).rest()
    expect(more.at(-1)).toEqual(['done'])
    expect(await verdict(file, lastHead(more))).toBe('whole')
  },
  TIMEOUT_MS,
)

describe('the data', () => {
  test(
    'are held by one process, and another is told so at once',
    async () => {
      const file = freshFile()
      const writer = startWriter(file, FOREVER)
      await writer.nextLine()
      const before = performance.now()
      await expect(openSqlite(file)).rejects.toMatchObject({
        name: 'StoreHeldError',
        folder: file.replace(/\/[^/]*$/, ''),
      })
      expect(performance.now() - before).toBeLessThan(3000)
      const head = lastHead(await writer.kill())
      expect(await verdict(file, head)).toBe('whole')
    },
    TIMEOUT_MS,
  )

  test(
    'are held by one of several that begin at the same moment, whether there is a file yet or not',
    async () => {
      for (let round = 0; round < 4; round += 1) {
        const file = freshFile()
        if (round % 2 === 1) await (await openSqlite(file)).close()
        const firstWords = await Promise.all(
          [1, 2, 3].map(async () => (await startWriter(file, FOREVER).nextLine())?.join(' ')),
        )
        expect(firstWords.sort(inOrder)).toEqual(['error held', 'error held', 'open'])
      }
    },
    TIMEOUT_MS,
  )

  test(
    'are one file after a stop, which can be copied',
    async () => {
      const file = freshFile()
      const store = await openSqlite(file)
      await store.close()
      const head = lastHead(await startWriter(file, 5).rest())
      expect(await verdict(file, head)).toBe('whole')
      expect(existsSync(`${file}-wal`)).toBe(false)
      copyFileSync(file, `${file}.copy`)
      expect(await verdict(`${file}.copy`, head)).toBe('whole')
    },
    TIMEOUT_MS,
  )
})
