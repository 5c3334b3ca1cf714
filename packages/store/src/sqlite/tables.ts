import type { Store } from '../store.ts'
import { type Cell, PAGE, quoted, type Reading, type Table, type Tables } from '../tables.ts'
import type { Database, Value } from './engine.ts'

/** What is in the file, table by table. */
export function sqliteTables(database: Database, store: Store): Tables {
  const namesOf = (sql: string, ...values: string[]): string[] =>
    (database.prepare(sql).all(...values) as { readonly name: string }[]).map(({ name }) => name)

  /** What a table's rows are told apart and put in order by. */
  const keyOf = (name: string): readonly string[] => {
    const key = namesOf('select name from pragma_table_info(?) where pk > 0 order by pk', name)
    return key.length > 0 ? key : ['rowid']
  }

  const reading: Reading = {
    async *rows(table) {
      const key = keyOf(table.name)
      const keys = key.map(quoted).join(', ')
      const texts = table.columns.map((column) => `cast(${quoted(column)} as text)`)
      const named = [...texts, ...key.map(quoted)].map((value, index) => `${value} as c${index}`).join(', ')
      const pageFrom = (where: string) =>
        database.prepare(`select ${named} from ${quoted(table.name)} ${where} order by ${keys} limit ${PAGE}`)
      const next = pageFrom(`where (${keys}) > (${key.map(() => '?').join(', ')})`)
      for (let found = pageFrom('').all(); ; ) {
        const rows = found as Record<string, Value>[]
        yield rows.map((row) => table.columns.map((_, index) => textOf(row[`c${index}`])))
        const last = rows.at(-1)
        if (last === undefined || rows.length < PAGE) return
        found = next.all(...key.map((_, index) => last[`c${table.columns.length + index}`] ?? null))
      }
    },
  }

  return {
    store,
    list: async () =>
      namesOf(`select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'`).map(
        (name): Table => ({
          name,
          columns: namesOf('select name from pragma_table_info(?)', name),
          refersTo: namesOf('select distinct "table" as name from pragma_foreign_key_list(?)', name),
        }),
      ),
    read: (use) => use(reading),
    async write(use) {
      database.exec('begin immediate')
      try {
        const result = await use({ ...reading, put, seal: async () => {} })
        database.exec('commit')
        return result
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
  }

  async function put(table: Table, rows: readonly (readonly Cell[])[]): Promise<void> {
    const names = table.columns.map(quoted).join(', ')
    const places = table.columns.map(() => '?').join(', ')
    const add = database.prepare(`insert into ${quoted(table.name)} (${names}) values (${places})`)
    for (const row of rows) add.run(...row)
  }
}

const textOf = (value: Value | undefined): Cell => (value === null || value === undefined ? null : String(value))
