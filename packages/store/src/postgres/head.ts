import type { ClientBase, Pool } from 'pg'
import { StoreDamagedError } from '../errors.ts'
import type { Head } from '../store.ts'
import { statement } from './statement.ts'

/** The head of the record, and its time. */
export async function readHead(from: Pool | ClientBase): Promise<{ readonly head: Head; readonly at: number }> {
  const { rows } = await from.query<{ sequence: number; hash: string; at: number }>(
    statement('select sequence, hash, at from head'),
  )
  const [row] = rows
  if (!row) throw new StoreDamagedError('the head of the record is gone: put a copy back')
  return { head: { sequence: row.sequence, hash: row.hash }, at: row.at }
}
