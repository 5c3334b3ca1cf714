import { Client, type ClientConfig, Pool, type PoolClient, TypeOverrides, types } from 'pg'

/** Connections of one link: a handful for its own short statements. */
const MAX_CONNECTIONS = 10
const CONNECT_MS = 5_000
const STATEMENT_MS = 30_000
const IDLE_MS = 60_000
/** Longer than any statement may take: a server that has gone is noticed, whatever the network does. */
const QUERY_MS = STATEMENT_MS + 5_000
/** Where everything of ours is kept, beside whatever else is in the database. */
export const SCHEMA = 'boss'

// Sequences and times are int8, which the driver would hand over as text; all of them are below 2^53.
const parsers = new TypeOverrides()
parsers.setTypeParser(types.builtins.INT8, Number)

const configOf = (url: string): ClientConfig => ({
  connectionString: url,
  application_name: 'boss-link',
  connectionTimeoutMillis: CONNECT_MS,
  query_timeout: QUERY_MS,
  keepAlive: true,
  options: `-c search_path=${SCHEMA} -c statement_timeout=${STATEMENT_MS} -c synchronous_commit=on -c timezone=UTC`,
  types: parsers,
})

/** The connections of a store. One that breaks while it is idle is simply not used again. */
export function openPool(url: string): Pool {
  const pool = new Pool({ ...configOf(url), max: MAX_CONNECTIONS, idleTimeoutMillis: IDLE_MS })
  pool.on('error', () => undefined)
  return pool
}

/** Runs on one connection, which is used again only when all went well: whatever was begun on it ends with it. */
export async function onOneConnection<T>(pool: Pool, run: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const ignore = () => undefined
  // A connection that breaks between two statements would end the process; the next statement tells it as well.
  client.on('error', ignore)
  try {
    const value = await run(client)
    client.off('error', ignore)
    client.release()
    return value
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** A connection of its own, for listening. */
export const openClient = (url: string): Client => new Client(configOf(url))
