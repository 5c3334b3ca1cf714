import { memoryStore, parseEvent, type Store } from '@boss-deployer/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Executor, startExecutor } from '../execute/executor.ts'
import { keepContexts } from './retention.ts'

const DAY = 24 * 60 * 60_000
const HOUR = 60 * 60_000
const ci = { id: 'ci', name: 'CI', via: 'api', device: null, groups: [] } as const

let now: number
let store: Store
let executor: Executor
beforeEach(async () => {
  now = Date.parse('2030-01-01T00:00:00.000Z')
  store = memoryStore()
  executor = await linkOf()
})
afterEach(() => executor.close())

const onError = (error: unknown) => {
  throw error
}
const linkOf = () => startExecutor({ store, clock: () => now, publish: () => undefined, onError })
const retentionOf = (by: Executor, days = 30) => keepContexts({ store, executor: by, clock: () => now, days, onError })

const said = () => ({ by: ci, at: now, requestId: null, press: null })
async function ask(lock: string): Promise<void> {
  const where = { gate: 'root', pipeline: 'shop', pipelineKey: 'shop', step: 'deploy' }
  const what = { commit: null, requestedBy: null, hold: true, contextDigest: `digest of ${lock}` }
  const context = { lock, salt: '00', json: '{"context":{"author":"Zoë"}}' }
  await executor.execute({ ...said(), type: 'lock', lock, ...where, ...what }, { context })
}
const cancel = (lock: string) => executor.execute({ ...said(), type: 'cancel', lock })
const kept = async () => (await store.withContext(null, 10_000)).map(({ id }) => id)
const forgotten = async () =>
  (await store.history(0, 10_000)).map(parseEvent).flatMap((event) => {
    return event.type === 'context-forgotten' ? [{ lock: event.lock, by: event.by.id }] : []
  })

test('contexts of locks that ended that many days ago are forgotten, by the link itself', async () => {
  await ask('a')
  await ask('b')
  await cancel('a')
  now += DAY / 2
  await cancel('b')
  now += 29.5 * DAY - 1
  const retention = retentionOf(executor)
  retention.tick()
  await retention.settled()
  expect(await kept()).toEqual(['a', 'b'])
  now += HOUR
  retention.tick()
  await retention.settled()
  expect(await kept()).toEqual(['b'])
  expect(await forgotten()).toEqual([{ lock: 'a', by: 'link' }])
  now += DAY / 2
  retention.tick()
  await retention.settled()
  expect(await kept()).toEqual([])
})

test('nobody looks again within the hour', async () => {
  const retention = retentionOf(executor)
  retention.tick()
  await retention.settled()
  await ask('a')
  await cancel('a')
  now += 30 * DAY
  const later = retentionOf(executor)
  later.tick()
  await later.settled()
  expect(await kept()).toEqual([])
  await ask('b')
  await cancel('b')
  now += HOUR - 1
  later.tick()
  await later.settled()
  expect(await kept()).toEqual(['b'])
})

test('many go by and by, a bounded number at each tick', async () => {
  const ids = Array.from({ length: 1_201 }, (_, n) => `L${String(n).padStart(5, '0')}`)
  await Promise.all(ids.map(ask))
  await Promise.all(ids.map(cancel))
  now += 31 * DAY
  const retention = retentionOf(executor)
  retention.tick()
  await retention.settled()
  expect(await kept()).toEqual(ids.slice(1_000))
  retention.tick()
  await retention.settled()
  expect(await kept()).toEqual([])
})

test('of several links that look together each context is forgotten once', async () => {
  const other = await linkOf()
  await Promise.all(['a', 'b', 'c'].map(ask))
  await Promise.all(['a', 'b', 'c'].map(cancel))
  now += 31 * DAY
  const both = [retentionOf(executor), retentionOf(other)]
  for (const each of both) each.tick()
  await Promise.all(both.map((each) => each.settled()))
  expect((await forgotten()).map(({ lock }) => lock).sort()).toEqual(['a', 'b', 'c'])
  await other.close()
})
