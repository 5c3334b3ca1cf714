import type { Pool } from 'pg'
import type { Notes } from '../notes.ts'
import type { Guard } from './guard.ts'
import { statement } from './statement.ts'

export function postgresNotes(pool: Pool, guard: Guard): Notes {
  return {
    get: (name) =>
      guard(async () => {
        const { rows } = await pool.query<{ text: string }>(statement('select text from notes where name = $1', [name]))
        return rows[0]?.text ?? null
      }),
    swap: (name, known, text) =>
      guard(async () => {
        const { rowCount } = await pool.query(
          known === null
            ? statement('insert into notes (name, text) values ($1, $2) on conflict do nothing', [name, text])
            : statement('update notes set text = $3 where name = $1 and text = $2', [name, known, text]),
        )
        return rowCount === 1
      }),
  }
}
