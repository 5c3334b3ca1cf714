import type { Pool, PoolClient } from 'pg'
import { hashOf } from '../chain.ts'
import type { Store, StoredEvent } from '../store.ts'
import { type Cell, PAGE, quoted, type Reading, type Table, type Tables } from '../tables.ts'
import { onOneConnection, SCHEMA } from './pool.ts'

/** What this engine keeps for itself: the head follows from the events, who is present is known only while links run. */
const OWN = ['head', 'schema_version', 'attendance']

const COLUMNS = `
  select c.relname as table_name, a.attname as name, format_type(a.atttypid, null) as type
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where n.nspname = '${SCHEMA}' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  order by c.relname, a.attnum`

const REFERENCES = `
  select r.conrelid::regclass::oid as id, o.relname as table_name, t.relname as refers_to
  from pg_constraint r join pg_class o on o.oid = r.conrelid join pg_class t on t.oid = r.confrelid
  join pg_namespace n on n.oid = o.relnamespace where r.contype = 'f' and n.nspname = '${SCHEMA}'`

/** Moving a large table is no short statement. */
const WITHOUT_LIMIT = 'set local statement_timeout to 0'

interface ColumnRow {
  readonly table_name: string
  readonly name: string
  readonly type: string
}

/** What is in the database, table by table. */
export function postgresTables(pool: Pool, store: Store): Tables {
  const columnsOf = async (): Promise<readonly ColumnRow[]> => (await pool.query<ColumnRow>(COLUMNS)).rows

  return {
    store,
    async list() {
      const columns = await columnsOf()
      const { rows } = await pool.query<{ table_name: string; refers_to: string }>(REFERENCES)
      return [...new Set(columns.map(({ table_name }) => table_name))]
        .filter((name) => !OWN.includes(name))
        .map(
          (name): Table => ({
            name,
            columns: columns.filter(({ table_name }) => table_name === name).map((column) => column.name),
            refersTo: rows.filter(({ table_name }) => table_name === name).map(({ refers_to }) => refers_to),
          }),
        )
    },
    read: (use) =>
      inTransaction('begin isolation level repeatable read read only', async (client, typeOf) =>
        use(readingOf(client, typeOf)),
      ),
    write: (use) =>
      inTransaction('begin', async (client, typeOf) =>
        use({
          ...readingOf(client, typeOf),
          async put(table, rows) {
            const names = table.columns.map(quoted).join(', ')
            const lists = table.columns.map((column, index) => `$${index + 1}::${typeOf(table.name, column)}[]`)
            const values = table.columns.map((_, index) => rows.map((row) => row[index] ?? null))
            const sql = `insert into ${quoted(table.name)} (${names}) select * from unnest(${lists.join(', ')})`
            await client.query(sql, values)
          },
          seal: () => sealHead(client),
        }),
      ),
  }

  type TypeOf = (table: string, column: string) => string

  async function inTransaction<T>(begin: string, use: (client: PoolClient, typeOf: TypeOf) => Promise<T>): Promise<T> {
    const columns = await columnsOf()
    const types = new Map(columns.map(({ table_name, name, type }) => [`${table_name}.${name}`, type]))
    return onOneConnection(pool, async (client) => {
      await client.query(begin)
      await client.query(WITHOUT_LIMIT)
      const result = await use(client, (table, column) => types.get(`${table}.${column}`) ?? 'text')
      await client.query('commit')
      return result
    })
  }

  function readingOf(client: PoolClient, typeOf: TypeOf): Reading {
    return {
      async *rows(table) {
        const cells = table.columns.map((column) => cellOf(quoted(column), typeOf(table.name, column))).join(', ')
        // By the number: the plain name would mean the text that is selected.
        const order = table.name === 'events' ? ' order by events.sequence' : ''
        await client.query(`declare page no scroll cursor for select ${cells} from ${quoted(table.name)}${order}`)
        for (;;) {
          const { rows } = await client.query<Cell[]>({ text: `fetch ${PAGE} from page`, rowMode: 'array' })
          yield rows
          if (rows.length < PAGE) break
        }
        await client.query('close page')
      },
    }
  }
}

function cellOf(column: string, type: string): string {
  if (type === 'boolean') return `${column}::int::text`
  if (type === 'timestamp with time zone')
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  return `${column}::text`
}

/** The head and the record's time are those of the last event. */
async function sealHead(client: PoolClient): Promise<void> {
  const { rows } = await client.query<StoredEvent & { readonly at: number }>(
    'select sequence, at, body from events order by sequence desc limit 1',
  )
  for (const { sequence, at, body } of rows)
    await client.query('update head set sequence = $1, hash = $2, at = $3', [sequence, hashOf(body), at])
}
