import type { GadgetRow, Gadgets } from '../store.ts'
import type { Database } from './engine.ts'
import type { Guard } from './guard.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly voter_id: string
  readonly voter_name: string
  readonly gate: string
  readonly press_key: string
  readonly created_at: number
  readonly revoked_at: number | null
}

/** The gadgets on the desks. */
export function sqliteGadgets(database: Database, guard: Guard): Gadgets {
  const rowsOf = (sql: string, ...values: string[]): GadgetRow[] =>
    (database.prepare(sql).all(...values) as Row[]).map(gadgetOf)
  return {
    add: ({ id, name, voter, gate, pressKey, createdAt, revokedAt }) =>
      guard(() => {
        const add = database.prepare('insert into gadgets values (?, ?, ?, ?, ?, ?, ?, ?)')
        add.run(id, name, voter.id, voter.name, gate, pressKey, createdAt, revokedAt)
      }),
    byId: (id) => guard(() => rowsOf('select * from gadgets where id = ?', id)[0] ?? null),
    list: () => guard(() => rowsOf('select * from gadgets order by created_at, id')),
    revoke: (id, at) =>
      guard(() => {
        const revoke = database.prepare('update gadgets set revoked_at = ? where id = ? and revoked_at is null')
        return Number(revoke.run(at, id).changes) > 0
      }),
  }
}

const gadgetOf = (row: Row): GadgetRow => ({
  id: row.id,
  name: row.name,
  voter: { id: row.voter_id, name: row.voter_name },
  gate: row.gate,
  pressKey: row.press_key,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})
