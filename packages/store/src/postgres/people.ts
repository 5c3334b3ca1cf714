import type { Pool } from 'pg'
import type { PeopleDatabase } from '../store.ts'

/** Not the lock of the record's own migrations: "Boss" in ASCII, and one. */
const LOCK = 0x426f7374

/** The tables of people, through the store's own connections. */
export async function postgresPeople(pool: Pool): Promise<PeopleDatabase> {
  const { PostgresDialect } = await import('kysely')
  return {
    type: 'postgres',
    dialect: new PostgresDialect({ pool }),
    hasTransactions: true,
    async alone(change) {
      const client = await pool.connect()
      try {
        await client.query('select pg_advisory_lock($1)', [LOCK])
        return await change()
      } finally {
        // The lock goes with its connection.
        client.release(true)
      }
    },
  }
}
