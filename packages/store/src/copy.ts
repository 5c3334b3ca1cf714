import { StoreError } from './errors.ts'
import { isServer, refuseMissing } from './open.ts'
import { openPostgresTables } from './postgres/open.ts'
import { openSqliteTables } from './sqlite/open.ts'
import type { Head, Store, StoredEvent } from './store.ts'
import type { Reading, Table, Tables } from './tables.ts'
import { verifyChain } from './verify.ts'

export interface Copying {
  readonly from: string
  readonly to: string
  /** Makes those tables in the target that others than the store make. */
  readonly prepare: (store: Store) => Promise<void>
  /** After each page. */
  readonly onProgress: (table: string, rows: number) => void
}

export interface Copied {
  readonly head: Head
  /** How many rows of which table. */
  readonly rows: ReadonlyMap<string, number>
}

const openTables = (location: string): Promise<Tables> =>
  isServer(location) ? openPostgresTables(location) : openSqliteTables(location)

/**
 * Copies a whole store into an empty one, in one transaction, and follows the chain there before that is committed: so
 * an interrupted copy leaves an empty store, and can be made again.
 * @throws StoreError: `invalid` when the target is not empty or has no place for something
 */
export async function copyStore({ from, to, prepare, onProgress }: Copying): Promise<Copied> {
  refuseMissing(from)
  const source = await openTables(from)
  try {
    const target = await openTables(to)
    try {
      await prepare(target.store)
      const tables = await tablesToCopy(source, target)
      const head = await source.store.head()
      return await source.read((reading) => copyRows({ reading, target, tables, head, onProgress }))
    } finally {
      await target.store.close()
    }
  } finally {
    await source.store.close()
  }
}

/** The tables of the source that hold anything, those first that others refer to. */
async function tablesToCopy(source: Tables, target: Tables): Promise<readonly Table[]> {
  const there = new Map((await target.list()).map((table) => [table.name, table]))
  for (const table of there.values())
    if (await hasRows(target, table))
      throw new StoreError('invalid', `the target is not empty (${table.name}): copy into a new one`)
  const wanted: Table[] = []
  for (const table of await source.list()) {
    if (!(await hasRows(source, table))) continue
    const columns = there.get(table.name)?.columns ?? []
    const missing = table.columns.filter((column) => !columns.includes(column))
    if (missing.length > 0)
      throw new StoreError('invalid', `the target has no place for ${table.name} (${missing.join(', ')})`)
    wanted.push({ ...table, refersTo: there.get(table.name)?.refersTo ?? [] })
  }
  return inOrder(wanted)
}

const hasRows = (tables: Tables, table: Table): Promise<boolean> =>
  tables.read(async (reading) => {
    let count = 0
    for await (const page of reading.rows(table)) {
      count += page.length
      if (count > 0) break
    }
    return count > 0
  })

function inOrder(tables: readonly Table[]): readonly Table[] {
  const done = new Set<string>()
  const sorted: Table[] = []
  const add = (table: Table): void => {
    if (done.has(table.name)) return
    done.add(table.name)
    for (const other of tables) if (table.refersTo.includes(other.name)) add(other)
    sorted.push(table)
  }
  for (const table of tables) add(table)
  return sorted
}

interface RowsToCopy extends Pick<Copying, 'onProgress'> {
  readonly reading: Reading
  readonly target: Tables
  readonly tables: readonly Table[]
  /** Of the source, before anything was read. */
  readonly head: Head
}

function copyRows({ reading, target, tables, head, onProgress }: RowsToCopy): Promise<Copied> {
  return target.write(async (writing) => {
    const rows = new Map<string, number>()
    for (const table of tables) {
      let count = 0
      for await (const page of reading.rows(table)) {
        if (page.length > 0) await writing.put(table, page)
        count += page.length
        onProgress(table.name, count)
      }
      rows.set(table.name, count)
    }
    const events = tables.find(({ name }) => name === 'events')
    const checked = await verifyChain(events ? eventsIn(writing, events) : [], { head })
    if (!checked.ok) throw new StoreError('damaged', `the record is broken: ${checked.error.message}`)
    if (checked.value.sequence !== (rows.get('events') ?? 0))
      throw new StoreError('damaged', 'the copy of the record has not as many events as the record')
    await writing.seal()
    return { head: checked.value, rows }
  })
}

async function* eventsIn(reading: Reading, table: Table): AsyncGenerator<StoredEvent> {
  const [sequence, body] = [table.columns.indexOf('sequence'), table.columns.indexOf('body')]
  for await (const page of reading.rows(table))
    for (const row of page) yield { sequence: Number(row[sequence]), body: row[body] ?? '' }
}
