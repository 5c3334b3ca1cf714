import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StoreError } from '../errors.ts'
import type { Head } from '../store.ts'
import { makeFolder } from '../testing/folder.ts'
import { lock, pass } from '../testing/sayings.ts'
import { storyOf } from '../testing/story.ts'
import { eventsOf, verifyChain } from '../verify.ts'
import { openSqlite } from './open.ts'

const PAGE = 4096
const folder = makeFolder()
const whole = join(folder.path, 'whole.sqlite')
let head: Head

beforeAll(async () => {
  const store = await openSqlite(whole)
  const story = storyOf()
  for (let index = 0; index < 40; index += 1)
    await story.tell(store, ...pass(`lock-${index}`, { requestId: `r-${index}` }), lock(`open-${index}`))
  head = await store.head()
  await store.close()
})
afterAll(() => folder.remove())

let copies = 0
/** A copy of the store that was damaged. Each has its own file: what was refused is not opened again. */
function damaged(change: (file: string, size: number) => void): string {
  copies += 1
  const file = join(folder.path, `copy-${copies}.sqlite`)
  copyFileSync(whole, file)
  change(file, statSync(file).size)
  return file
}

function overwritten(offset: number, bytes: Buffer): string {
  return damaged((file) => {
    const content = readFileSync(file)
    bytes.copy(content, offset)
    writeFileSync(file, content)
  })
}

const isRefused = (file: string, options = {}) =>
  expect(openSqlite(file, options)).rejects.toMatchObject({ name: 'StoreDamagedError', code: 'damaged' })

describe('a damaged file is refused, never taken for an empty store:', () => {
  test.each([0, 1, 50, 99, 100, 511, 512, 1000, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE])(
    'cut to %i bytes',
    async (length) => {
      const file = damaged((path) => truncateSync(path, length))
      await isRefused(file)
      expect(statSync(file).size).toBe(length)
    },
  )

  test.each([1, 100, PAGE, PAGE + 1])('%i bytes short', async (missing) => {
    await isRefused(damaged((file, size) => truncateSync(file, size - missing)))
  })

  test.each([
    ['its first bytes', 0, 16],
    ['its header', 0, 100],
    ['its first page', 0, PAGE],
    ['its schema', 100, PAGE - 100],
  ])('garbage instead of %s', async (_name, offset, length) => {
    await isRefused(overwritten(offset, Buffer.alloc(length, 0xa5)))
  })

  test('nothing but zeros', async () => {
    await isRefused(damaged((file, size) => writeFileSync(file, Buffer.alloc(size))))
  })

  test('another file', async () => {
    await isRefused(damaged((file) => writeFileSync(file, 'once upon a time\n'.repeat(1000))))
  })

  test('garbage instead of any of its pages', async () => {
    const pages = statSync(whole).size / PAGE
    expect(pages).toBeGreaterThan(20)
    for (let page = 1; page < pages; page += 1) await isRefused(overwritten(page * PAGE, Buffer.alloc(PAGE, 0xa5)))
  }, 60_000)

  test('the end of its chain does not fit, also in a file too large to be looked through', async () => {
    const place = readFileSync(whole).indexOf(`"sequence":${head.sequence - 1},`)
    expect(place).toBeGreaterThan(0)
    await isRefused(overwritten(place, Buffer.from('"sequence":9')), { inspectUpToBytes: 0 })
  })
})

describe('damage that no one looked for at the start', () => {
  test('is an error where it is read, never half an answer', async () => {
    const pages = statSync(whole).size / PAGE
    const outcomes = new Set<string>()
    for (let page = 1; page < pages; page += 1) {
      const file = overwritten(page * PAGE, Buffer.alloc(PAGE, 0xa5))
      outcomes.add(await readAll(file).catch((error: unknown) => codeOf(error)))
      rmSync(file)
    }
    expect([...outcomes].sort()).toEqual(['damaged', 'whole'])
  }, 60_000)

  test('in the text of an event is found by the chain', async () => {
    const place = readFileSync(whole).indexOf('"lock":"lock-7"')
    expect(place).toBeGreaterThan(0)
    const store = await openSqlite(overwritten(place, Buffer.from('"lock":"lock-8"')))
    expect(await verifyChain(eventsOf(store), { head })).toMatchObject({ error: { reason: 'changed' } })
    await store.close()
  })
})

const codeOf = (error: unknown): string => (error instanceof StoreError ? error.code : String(error))

/** Reads the present and the history without looking for damage first. */
async function readAll(file: string): Promise<string> {
  const store = await openSqlite(file, { inspectUpToBytes: 0 })
  try {
    const { locks } = await store.load()
    expect(locks).toHaveLength(40)
    const verdict = await verifyChain(eventsOf(store), { head })
    return verdict.ok ? 'whole' : 'broken'
  } finally {
    await store.close()
  }
}
