import { Kysely } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Postgres, startPostgres } from '../../../tools/postgres.mjs'
import { copyStore } from './copy.ts'
import { openStore } from './open.ts'
import type { Store } from './store.ts'
import { freshFile } from './testing/folder.ts'
import { block, forgetContext, lock, pass, reject, unlock } from './testing/sayings.ts'
import { storyOf } from './testing/story.ts'

let server: Postgres
let made = 0
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(() => server.stop())

async function ask(url: string, sql: string): Promise<readonly unknown[][]> {
  const client = new Client(url)
  await client.connect()
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' })
  await client.end()
  return rows
}

async function freshDatabase(): Promise<string> {
  made += 1
  await ask(server.url(), `create database copy_${made}`)
  return server.url(`copy_${made}`)
}

const kinds = {
  SQLite: async () => freshFile(),
  PostgreSQL: freshDatabase,
}
const ways = (['SQLite', 'PostgreSQL'] as const).flatMap((from) =>
  (['SQLite', 'PostgreSQL'] as const).map((to) => ({ from, to })),
)

interface People {
  readonly person: { readonly id: string; readonly userName: string; readonly isAway: number | boolean }
  readonly badge: { readonly id: string; readonly owner: string; readonly madeAt: Date | string }
}
const ada = { id: 'p1', userName: 'Ada "✓" \n', isAway: 1 }
const badge = { id: 'b1', owner: 'p1', madeAt: '2026-11-23T02:00:00.123Z' }

/** As a library makes its tables: each engine has its own types. */
async function makePeople(store: Store): Promise<Kysely<People>> {
  const { dialect, type } = await store.people()
  const people = new Kysely<People>({ dialect })
  const [yesNo, time] = type === 'postgres' ? (['boolean', 'timestamptz'] as const) : (['integer', 'date'] as const)
  const person = people.schema
    .createTable('person')
    .ifNotExists()
    .addColumn('id', 'text', (id) => id.primaryKey())
  await person.addColumn('userName', 'text').addColumn('isAway', yesNo).execute()
  const badges = people.schema
    .createTable('badge')
    .ifNotExists()
    .addColumn('id', 'text', (id) => id.primaryKey())
  await badges
    .addColumn('owner', 'text', (owner) => owner.references('person.id').notNull())
    .addColumn('madeAt', time)
    .execute()
  return people
}

async function fill(location: string): Promise<void> {
  const store = await openStore(location)
  const story = storyOf()
  await story.tell(store, ...pass('a', { requestId: 'r1' }), lock('b'))
  await store.append(4, story.decide([lock('c')], [{ lock: 'c', salt: 'ab', json: '{"commit":"é"}' }]))
  const forgotten = { lock: 'd', salt: 'cd', json: '{"commit":"forgotten"}' }
  await store.append(5, story.decide([lock('d', { contextDigest: 'x' })], [forgotten]))
  await story.tell(store, reject('d'), forgetContext('d'), unlock('c'), block())
  const who = { createdAt: 1, expiresAt: null, revokedAt: null }
  const about = { grants: [{ role: 'operator', gate: 'root' }], lastUsedAt: 7, about: null, createdBy: null }
  await store.credentials.add({ ...who, ...about, id: 't', kind: 'token', secretHash: 'h', subject: 's', name: 'n' })
  const desk = { name: 'Desk', voter: { id: 'v', name: 'V' }, gate: 'root', pressKey: 'k', seenAt: 9, leftAt: null }
  await store.gadgets.add({ ...who, ...desk, id: 'g' })
  const people = await makePeople(store)
  const isAway = (await store.people()).type === 'postgres' ? true : 1
  await people
    .insertInto('person')
    .values({ ...ada, isAway })
    .execute()
  await people.insertInto('badge').values(badge).execute()
  await store.close()
}

async function seen(location: string): Promise<readonly unknown[]> {
  const store = await openStore(location)
  const people = await makePeople(store)
  const [badgeThere] = await people.selectFrom('badge').selectAll().execute()
  const [person] = await people.selectFrom('person').selectAll().execute()
  const all = [
    await store.load(),
    await store.history(0, 100),
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.lock(id))),
    await store.context('c'),
    await store.context('d'),
    await store.withContext(null, 9),
    await store.asked('token:ci', 'r1'),
    await store.credentials.list('token'),
    await store.gadgets.list(),
    { ...person, isAway: Number(person?.isAway) },
    { ...badgeThere, madeAt: new Date(badgeThere?.madeAt ?? 0).toISOString() },
  ]
  await store.close()
  return all
}

const prepare = async (store: Store): Promise<void> => void (await makePeople(store))
const onProgress = (): void => undefined

describe('a store is copied', () => {
  test.each(ways)('from $from to $to with all that is in it, and goes on there', async ({ from, to }) => {
    const [source, target] = [await kinds[from](), await kinds[to]()]
    await fill(source)
    const copied = await copyStore({ from: source, to: target, prepare, onProgress })
    const there = await seen(target)
    expect(there).toEqual(await seen(source))
    expect([there.at(0), there.at(-2), there.at(-1)]).toMatchObject([{ head: copied.head }, ada, badge])
    const store = await openStore(target)
    const more = await store.append(copied.head.sequence, {
      events: [],
      gates: [],
      locks: [],
      presses: [],
      contexts: [],
    })
    expect(more.ok).toBe(true)
    await store.close()
  })

  test('table by table as the engine has them: one that somebody adds is copied, too', async () => {
    const [source, target] = [await freshDatabase(), freshFile()]
    await fill(source)
    const { rows } = await copyStore({ from: source, to: target, prepare, onProgress })
    const tables = await ask(source, `select table_name from information_schema.tables where table_schema = 'boss'`)
    const own = ['head', 'schema_version', 'attendance']
    const filled: unknown[] = []
    for (const [name] of tables) {
      const [[count] = []] = await ask(source, `select count(*)::int from boss."${String(name)}"`)
      if (!own.includes(String(name)) && Number(count) > 0) filled.push(name)
    }
    expect(new Set(rows.keys())).toEqual(new Set(filled))
  })
})

describe('a copy is refused, and the target stays empty,', () => {
  test('when the target holds anything', async () => {
    const [source, target] = [freshFile(), await freshDatabase()]
    await fill(source)
    await fill(target)
    const before = await seen(target)
    await expect(copyStore({ from: source, to: target, prepare, onProgress })).rejects.toThrow('is not empty')
    expect(await seen(target)).toEqual(before)
  })

  test('when the target has no place for a table', async () => {
    const [source, target] = [freshFile(), await freshDatabase()]
    await fill(source)
    const copying = copyStore({ from: source, to: target, prepare: async () => undefined, onProgress })
    await expect(copying).rejects.toThrow(/no place for (person|badge)/)
    expect(await ask(target, 'select count(*)::int from boss.events')).toEqual([[0]])
  })

  test('when the record is not what was written', async () => {
    const [source, target] = [await freshDatabase(), freshFile()]
    await fill(source)
    await ask(source, `update boss.events set body = replace(body, '"shop"', '"shap"') where sequence = 1`)
    await expect(copyStore({ from: source, to: target, prepare, onProgress })).rejects.toThrow('event 1')
    const store = await openStore(target)
    expect((await store.head()).sequence).toBe(0)
    await store.close()
  })

  test('when it is broken off; made again, it succeeds', async () => {
    const [source, target] = [freshFile(), await freshDatabase()]
    await fill(source)
    const breakOff = (table: string) => {
      if (table === 'locks') throw new Error('the power is gone')
    }
    await expect(copyStore({ from: source, to: target, prepare, onProgress: breakOff })).rejects.toThrow('power')
    expect(await ask(target, 'select count(*)::int from boss.events')).toEqual([[0]])
    await copyStore({ from: source, to: target, prepare, onProgress })
    expect(await seen(target)).toEqual(await seen(source))
  })
})
