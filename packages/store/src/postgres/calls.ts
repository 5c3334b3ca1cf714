import type { Pool } from 'pg'
import { atNextTurn, type CallRow, type Calls } from '../calls.ts'
import { callOfJson } from '../rows.ts'
import type { Guard } from './guard.ts'
import { statement } from './statement.ts'

const ADD = `insert into calls (id, integration, gate, lock, asked_at, state, due_at, turn, json)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`
const DUE = `select json from calls where integration = $1 and state = 'asked' and due_at <= $2
  order by due_at, id limit $3`
const SWAP = 'update calls set state = $1, due_at = $2, turn = $3, json = $4 where id = $5 and turn = $6'
const LIST = `select json from calls
  where ($1::text is null or gate = $1 or substr(gate, 1, length($1) + 1) = $1 || '.')
    and ($2::text is null or lock = $2) and ($3::text is null or id < $3)
  order by id desc limit $4`

/** Calls to others. */
export function postgresCalls(pool: Pool, guard: Guard): Calls {
  const calls = async (text: string, values: readonly unknown[]): Promise<readonly CallRow[]> =>
    (await pool.query<{ json: string }>(statement(text, values))).rows.map(({ json }) => callOfJson(json))
  return {
    add: (added) =>
      guard(async () => {
        for (const call of added) {
          const { id, integration, gate, lock, askedAt, state, dueAt, turn } = call
          const values = [id, integration, gate, lock, askedAt, state, dueAt, turn, JSON.stringify(call)]
          await pool.query(statement(ADD, values))
        }
      }),
    due: (integration, now, limit) => guard(() => calls(DUE, [integration, now, limit])),
    swap: (known, to) =>
      guard(async () => {
        const call = atNextTurn(known, to)
        const values = [call.state, call.dueAt, call.turn, JSON.stringify(call), call.id, known.turn]
        return (await pool.query(statement(SWAP, values))).rowCount === 1
      }),
    list: ({ gate, lock }, before, limit) =>
      guard(() => calls(LIST, [gate === 'root' ? null : gate, lock, before, limit])),
    forget: (before) =>
      guard(async () => (await pool.query('delete from calls where asked_at < $1', [before])).rowCount ?? 0),
  }
}
