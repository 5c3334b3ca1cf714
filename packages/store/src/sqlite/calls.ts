import { atNextTurn, type CallRow, type Calls } from '../calls.ts'
import { callOfJson } from '../rows.ts'
import type { Database } from './engine.ts'
import type { Guard } from './guard.ts'

/** Calls to others. */
export function sqliteCalls(database: Database, guard: Guard): Calls {
  const add = database.prepare(
    `insert or ignore into calls (id, integration, gate, lock, asked_at, state, due_at, turn, json)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const due = database.prepare(
    `select json from calls where integration = ? and state = 'asked' and due_at <= ? order by due_at, id limit ?`,
  )
  const swap = database.prepare('update calls set state = ?, due_at = ?, turn = ?, json = ? where id = ? and turn = ?')
  const list = database.prepare(
    `select json from calls
     where (?1 is null or gate = ?1 or substr(gate, 1, length(?1) + 1) = ?1 || '.') and (?2 is null or lock = ?2)
       and (?3 is null or id < ?3)
     order by id desc limit ?4`,
  )
  const forget = database.prepare('delete from calls where asked_at < ?')
  const callsOf = (rows: unknown[]): CallRow[] =>
    (rows as { readonly json: string }[]).map(({ json }) => callOfJson(json))

  return {
    add: (calls) =>
      guard(() => {
        for (const call of calls) {
          const { id, integration, gate, lock, askedAt, state, dueAt, turn } = call
          add.run(id, integration, gate, lock, askedAt, state, dueAt, turn, JSON.stringify(call))
        }
      }),
    due: (integration, now, limit) => guard(() => callsOf(due.all(integration, now, limit))),
    swap: (known, to) =>
      guard(() => {
        const call = atNextTurn(known, to)
        const { id, state, dueAt, turn } = call
        return Number(swap.run(state, dueAt, turn, JSON.stringify(call), id, known.turn).changes) === 1
      }),
    list: ({ gate, lock }, before, limit) =>
      guard(() => callsOf(list.all(gate === 'root' ? null : gate, lock, before, limit))),
    forget: (before) => guard(() => Number(forget.run(before).changes)),
  }
}
