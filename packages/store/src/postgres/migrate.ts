import type { Pool, PoolClient } from 'pg'
import { StoreNewerError } from '../errors.ts'
import { onOneConnection, SCHEMA } from './pool.ts'

/** Any number will do as long as nobody else's lock in this database has it: "Boss" in ASCII. */
const LOCK = 0x426f7373

/** Brings a database to the newest schema. Of several links that start at once one does it, and the others wait. */
export async function migrate(pool: Pool, migrations: readonly string[]): Promise<void> {
  await onOneConnection(pool, async (client) => {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [LOCK])
    await client.query(`create schema if not exists ${SCHEMA}`)
    await client.query('create table if not exists schema_version (version int not null)')
    const version = await versionOf(client)
    if (version > migrations.length) throw new StoreNewerError('the database', version, migrations.length)
    for (const step of migrations.slice(version)) await client.query(step)
    await client.query('delete from schema_version')
    await client.query('insert into schema_version values ($1)', [migrations.length])
    await client.query('commit')
  })
}

async function versionOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: number }>('select version from schema_version')
  return rows[0]?.version ?? 0
}
