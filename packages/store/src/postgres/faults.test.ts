import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Postgres, startPostgres } from '../../../../tools/postgres.mjs'
import { eventsOf } from '../index.ts'
import type { Store } from '../store.ts'
import { lock } from '../testing/sayings.ts'
import { storyOf } from '../testing/story.ts'
import { verifyChain } from '../verify.ts'
import { openPostgres } from './open.ts'

const WAIT_MS = 20_000

let server: Postgres
let made = 0
let database = ''
const stores: Store[] = []

beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(() => server.stop())
beforeEach(async () => {
  made += 1
  database = `faults_${made}`
  await administer(`create database ${database}`)
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

async function administer(sql: string): Promise<void> {
  const client = new Client(server.url())
  await client.connect()
  await client.query(sql)
  await client.end()
}

async function open(): Promise<Store> {
  const store = await openPostgres(server.url(database))
  stores.push(store)
  return store
}

const endConnections = () =>
  administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`)

describe('a PostgreSQL store', () => {
  test('has lost nothing that it acknowledged when the server is cut off while it writes', async () => {
    const store = await open()
    const story = storyOf()
    const acknowledged: number[] = []
    const writing = (async () => {
      for (let index = 0; index < 2_000; index += 1) {
        const appended = await store.append(index, story.decide([lock(`lock-${index}`)]))
        if (!appended.ok) throw new Error('nobody else writes')
        acknowledged.push(appended.value.head.sequence)
        if (index === 40) server.crash()
      }
    })()
    await expect(writing).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
    await server.start()
    const events = await vi.waitFor(() => store.history(0, 10_000), WAIT_MS)
    expect(acknowledged.length).toBeGreaterThan(40)
    expect(events.length).toBeGreaterThanOrEqual(acknowledged.length)
    expect(events.length).toBeLessThanOrEqual(acknowledged.length + 1)
    expect(await verifyChain(events, { head: await store.head() })).toMatchObject({ ok: true })
    for (const { sequence } of events) expect(await store.lock(`lock-${sequence - 1}`)).not.toBe(null)
  }, 60_000)

  test('says that it does not know, and works on, when its connections are ended', async () => {
    const store = await open()
    const story = storyOf()
    await story.tell(store, lock('a'))
    await endConnections()
    await vi.waitFor(async () => expect(await store.head()).toMatchObject({ sequence: 1 }), WAIT_MS)
    await story.tell(store, lock('b'))
    expect(await store.head()).toMatchObject({ sequence: 2 })
  })

  test('of two that write at one version lets one win', async () => {
    const both = [await open(), await open()]
    for (let version = 0; version < 20; version += 1) {
      const tries = both.map((store, place) => {
        const story = storyOf()
        return store.append(version, { ...story.decide([lock(`${version}-${place}`)]), locks: [], contexts: [] })
      })
      const won = (await Promise.all(tries)).filter(({ ok }) => ok)
      expect(won).toHaveLength(1)
    }
    expect((await both[0]?.head())?.sequence).toBe(20)
  })

  test('of many writers that try again keeps what each wrote, in one chain', async () => {
    const many = await Promise.all([1, 2, 3, 4].map(open))
    const kept = await Promise.all(
      many.map(async (store, place) => {
        const mine: number[] = []
        while (mine.length < 25) {
          const { sequence } = await store.head()
          const batch = { ...storyOf().decide([lock(`${place}-${mine.length}`)]), locks: [], contexts: [] }
          const appended = await store.append(sequence, batch)
          if (appended.ok) mine.push(appended.value.head.sequence)
        }
        return mine
      }),
    )
    expect(kept.flat().toSorted((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
    const [store] = many
    if (!store) throw new Error('there are four')
    expect(await verifyChain(eventsOf(store), { head: await store.head() })).toMatchObject({ ok: true })
  }, 60_000)

  test('tells others of what it stores, also after their connection was lost', async () => {
    const [writer, reader] = [await open(), await open()]
    const story = storyOf()
    const heard: (number | null)[] = []
    await reader.follow((sequence) => heard.push(sequence))
    await story.tell(writer, lock('a'))
    await vi.waitFor(() => expect(heard).toContain(1), WAIT_MS)
    await endConnections()
    await vi.waitFor(() => expect(heard).toContain(null), WAIT_MS)
    await vi.waitFor(() => story.tell(writer, lock('b')), WAIT_MS)
    await vi.waitFor(() => expect(heard).toContain(2), WAIT_MS)
  })

  test('is made once when several links start at once', async () => {
    const all = await Promise.all([1, 2, 3, 4, 5].map(open))
    await storyOf().tell(all[0] as Store, lock('a'))
    for (const store of all) expect((await store.head()).sequence).toBe(1)
  })

  test('that cannot be reached says where, and never the password', async () => {
    const failing = openPostgres('postgres://boss:secret-word@127.0.0.1:1/nowhere')
    await expect(failing).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
    const error: unknown = await failing.catch((cause: unknown) => cause)
    expect(String(error)).toContain('127.0.0.1:1/nowhere')
    expect(String(error)).not.toContain('secret-word')
  })
})
