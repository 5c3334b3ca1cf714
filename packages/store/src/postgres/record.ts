import type { Pool, PoolClient } from 'pg'
import { gateOfJson, lockOfJson } from '../rows.ts'
import type { Head, Present, PressRow, StoredEvent } from '../store.ts'
import { readHead } from './head.ts'
import { onOneConnection } from './pool.ts'
import { statement } from './statement.ts'

interface JsonRow {
  readonly json: string
}

export interface RecordTable {
  load(): Promise<Present>
  head(): Promise<Head>
  history(after: number, limit: number): Promise<readonly StoredEvent[]>
  historyBefore(before: number | null, limit: number): Promise<readonly StoredEvent[]>
  event(sequence: number): Promise<StoredEvent | null>
}

/** The record and the rows of the present. */
export function recordTable(pool: Pool): RecordTable {
  const events = async (text: string, values: readonly unknown[]): Promise<readonly StoredEvent[]> =>
    (await pool.query<StoredEvent>(statement(text, values))).rows

  return {
    load: () => ofOneMoment(pool, loadPresent),
    head: async () => (await readHead(pool)).head,
    history: (after, limit) =>
      events('select sequence, body from events where sequence > $1 order by sequence limit $2', [after, limit]),
    historyBefore: (before, limit) =>
      events('select sequence, body from events where sequence < $1 order by sequence desc limit $2', [
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      ]),
    async event(sequence) {
      const [row] = await events('select sequence, body from events where sequence = $1', [sequence])
      return row ?? null
    },
  }
}

async function loadPresent(client: PoolClient): Promise<Present> {
  const { head, at } = await readHead(client)
  const gates = await client.query<JsonRow>('select json from gates order by path')
  const locks = await client.query<JsonRow>(`select json from locks where state in ('locked', 'unlocked') order by ord`)
  const presses = await client.query<PressRow>('select gadget, counter from presses order by gadget')
  return {
    head,
    sequence: head.sequence,
    at,
    gates: gates.rows.map(({ json }) => gateOfJson(json)),
    locks: locks.rows.map(({ json }) => lockOfJson(json)),
    presses: presses.rows,
  }
}

/** All that is read in here is of one moment, whatever others write meanwhile. */
const ofOneMoment = <T>(pool: Pool, read: (client: PoolClient) => Promise<T>): Promise<T> =>
  onOneConnection(pool, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const value = await read(client)
    await client.query('commit')
    return value
  })
