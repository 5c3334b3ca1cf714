import { type GadgetColumns, gadgetOf } from '../access-rows.ts'
import type { GadgetRow, Gadgets } from '../store.ts'
import type { Database } from './engine.ts'
import type { Guard } from './guard.ts'

/** The gadgets on the desks. */
export function sqliteGadgets(database: Database, guard: Guard): Gadgets {
  const add = database.prepare(
    `insert into gadgets (id, name, voter_id, voter_name, gate, press_key, created_at, revoked_at, seen_at, left_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byId = database.prepare('select * from gadgets where id = ?')
  const all = database.prepare('select * from gadgets order by created_at, id')
  const revoke = database.prepare('update gadgets set revoked_at = ? where id = ? and revoked_at is null')
  const change = database.prepare(
    'update gadgets set name = ?, voter_id = ?, voter_name = ?, gate = ? where id = ? and revoked_at is null',
  )
  const came = database.prepare('update gadgets set seen_at = ?, left_at = null where id = ?')
  const left = database.prepare('update gadgets set left_at = coalesce(left_at, ?) where id = ?')
  const gadgetsOf = (rows: unknown[]): GadgetRow[] => (rows as GadgetColumns[]).map(gadgetOf)

  return {
    add: ({ id, name, voter, gate, pressKey, createdAt, revokedAt, seenAt, leftAt }) =>
      guard(() => {
        add.run(id, name, voter.id, voter.name, gate, pressKey, createdAt, revokedAt, seenAt, leftAt)
      }),
    byId: (id) => guard(() => gadgetsOf(byId.all(id))[0] ?? null),
    list: () => guard(() => gadgetsOf(all.all())),
    change: (id, { name, voter, gate }) =>
      guard(() => Number(change.run(name, voter.id, voter.name, gate, id).changes) > 0),
    revoke: (id, at) => guard(() => Number(revoke.run(at, id).changes) > 0),
    notePresence: (id, isOnline, at) =>
      guard(() => {
        const note = isOnline ? came : left
        note.run(at, id)
      }),
  }
}
