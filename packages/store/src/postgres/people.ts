import type { Pool } from 'pg'
import type { PeopleDatabase } from '../store.ts'
import { onOneConnection } from './pool.ts'

/** Not the lock of the record's own migrations: "Boss" in ASCII, and one. */
const LOCK = 0x426f7374

/** The tables of people, through the store's own connections. */
export async function postgresPeople(pool: Pool): Promise<PeopleDatabase> {
  const { PostgresDialect } = await import('kysely')
  return {
    type: 'postgres',
    dialect: new PostgresDialect({ pool }),
    hasTransactions: true,
    alone: (change) =>
      onOneConnection(pool, async (client) => {
        await client.query('select pg_advisory_lock($1)', [LOCK])
        const changed = await change()
        await client.query('select pg_advisory_unlock($1)', [LOCK])
        return changed
      }),
  }
}
