import { execFileSync } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, type Postgres, startPostgres } from '../../tools/postgres.mjs'
import { boss, startBoss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'

const SECRET = 'hunter2-is-secret'
const TIMEOUT_MS = 300_000
const READY = /"ready":"link"/

let server: Postgres
beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

const addressOf = (database: string) => server.url(database).replace('boss@', `boss:${SECRET}@`)
function makeDatabase(name: string): string {
  program('createdb', ['--maintenance-db', server.url(), name])
  return addressOf(name)
}

function program(name: string, args: readonly string[]): void {
  execFileSync(join(findPostgres() ?? '', name), args, { stdio: 'pipe' })
}

/** A link of its own on this folder, while `use` runs. */
async function withLink<T>(data: string, store: readonly string[], use: () => Promise<T>): Promise<T> {
  await using link = startBoss(['link', '--port', '0', '--data', data, ...store])
  await link.says(READY)
  return await use()
}

const headOf = async (data: string): Promise<string> => {
  const { out, code } = await boss(['history', 'verify', '--data', data])
  expect(code).toBe(0)
  return /^head +(\S+)$/m.exec(out)?.[1] ?? ''
}
const addGate = async (data: string, gate: string) =>
  expect((await boss(['gate', 'add', gate, '--data', data])).code).toBe(0)

describe('the store of a link', { timeout: TIMEOUT_MS }, () => {
  test('is backed up while the link runs, lost, and put back', async () => {
    using folder = tempFolder()
    const [data, backup] = [join(folder.path, 'data'), join(folder.path, 'boss.backup')]
    const file = join(data, 'link', 'link.sqlite')
    const head = await withLink(data, [], async () => {
      await addGate(data, 'shop')
      const made = await boss(['store', 'backup', backup, '--data', data])
      expect(made).toMatchObject({ code: 0 })
      const before = await headOf(data)
      expect(made.out).toContain(before)
      await addGate(data, 'lost')
      const refused = await boss(['store', 'restore', backup, '--data', data])
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('move it away first') as string })
      return before
    })
    renameSync(file, `${file}.broken`)
    expect((await boss(['store', 'restore', backup, '--data', data])).out).toContain(head)
    await withLink(data, [], async () => expect(await headOf(data)).toBe(head))
    const stopped = await boss(['store', 'backup', `${backup}.2`, '--data', data])
    expect(stopped).toMatchObject({ code: 0, out: expect.stringContaining(head) as string })
  })

  test('moves to PostgreSQL with the same head, from where it is dumped and restored', async () => {
    using folder = tempFolder()
    const data = join(folder.path, 'data')
    const file = join(data, 'link', 'link.sqlite')
    const head = await withLink(data, [], async () => {
      await addGate(data, 'shop')
      return headOf(data)
    })
    const moved = makeDatabase('moved')
    const copied = await boss(['store', 'copy', '--from', file, '--to', moved])
    expect(copied).toMatchObject({ code: 0, out: expect.stringContaining(head) as string })
    await withLink(data, ['--store', moved], async () => {
      expect(await headOf(data)).toBe(head)
      await addGate(data, 'blog')
    })
    const again = await boss(['store', 'copy', '--from', file, '--to', moved])
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is not empty') as string })

    const dump = join(folder.path, 'boss.dump')
    const restored = makeDatabase('restored')
    program('pg_dump', ['--format=custom', '--schema=boss', '--file', dump, moved])
    program('pg_restore', ['--single-transaction', '--exit-on-error', '--no-owner', '--dbname', restored, dump])
    const latest = await withLink(data, ['--store', moved], () => headOf(data))
    expect(latest).not.toBe(head)
    await withLink(data, ['--store', restored], async () => expect(await headOf(data)).toBe(latest))
  })

  test('is never made by a typing error, and its password is not told', async () => {
    using folder = tempFolder()
    const nowhere = join(folder.path, 'nowhere.sqlite')
    for (const args of [
      ['store', 'backup', join(folder.path, 'b'), '--store', nowhere],
      ['store', 'copy', '--from', nowhere, '--to', join(folder.path, 'c')],
    ])
      expect(await boss(args)).toMatchObject({ code: 2, err: expect.stringContaining('no store') as string })
    expect(existsSync(nowhere)).toBe(false)
    for (const store of [
      addressOf('missing'),
      `postgres://boss:${SECRET}@127.0.0.1:9/boss`,
      `postgres://boss:${SECRET}@[`,
    ]) {
      const ended = await boss(['link', '--port', '0', '--data', folder.path, '--store', store])
      expect(ended.code).not.toBe(0)
      expect(ended.err).toContain('link: ')
      expect(ended.out + ended.err).not.toContain(SECRET)
    }
  })
})
