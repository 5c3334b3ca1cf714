import { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { type Postgres, startPostgres } from '../../../../tools/postgres.mjs'
import { storeContract } from '../testing/contract.ts'
import { openPostgres } from './open.ts'

let server: Postgres
let made = 0
beforeAll(async () => {
  server = await startPostgres()
}, 120_000)
afterAll(() => server.stop())

async function administer(sql: string): Promise<void> {
  const client = new Client(server.url())
  await client.connect()
  await client.query(sql)
  await client.end()
}

storeContract({
  name: 'the PostgreSQL store',
  capabilities: { keepsAfterClose: true, isShared: true },
  async makePlace() {
    made += 1
    const database = `site_${made}`
    await administer(`create database ${database}`)
    return {
      open: () => openPostgres(server.url(database)),
      remove: () => administer(`drop database ${database} with (force)`),
    }
  },
})
