import type { Pool } from 'pg'
import { type GadgetColumns, gadgetOf } from '../access-rows.ts'
import type { GadgetRow, Gadgets } from '../store.ts'
import type { Guard } from './guard.ts'
import { statement } from './statement.ts'

const CAME = 'update gadgets set seen_at = $1, left_at = null where id = $2'
const LEFT = 'update gadgets set left_at = coalesce(left_at, $1) where id = $2'

/** The gadgets on the desks. */
export function postgresGadgets(pool: Pool, guard: Guard): Gadgets {
  const gadgets = async (text: string, values: readonly unknown[] = []): Promise<readonly GadgetRow[]> =>
    (await pool.query<GadgetColumns>(statement(text, values))).rows.map(gadgetOf)
  return {
    add: ({ id, name, voter, gate, pressKey, createdAt, revokedAt, seenAt, leftAt }) =>
      guard(async () => {
        const values = [id, name, voter.id, voter.name, gate, pressKey, createdAt, revokedAt, seenAt, leftAt]
        await pool.query(
          `insert into gadgets (id, name, voter_id, voter_name, gate, press_key, created_at, revoked_at, seen_at, left_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          values,
        )
      }),
    byId: (id) => guard(async () => (await gadgets('select * from gadgets where id = $1', [id]))[0] ?? null),
    list: () => guard(() => gadgets('select * from gadgets order by created_at, id')),
    change: (id, { name, voter, gate }) =>
      guard(async () => {
        const text = `update gadgets set name = $1, voter_id = $2, voter_name = $3, gate = $4
          where id = $5 and revoked_at is null`
        return (await pool.query(text, [name, voter.id, voter.name, gate, id])).rowCount === 1
      }),
    revoke: (id, at) =>
      guard(async () => {
        const text = 'update gadgets set revoked_at = $1 where id = $2 and revoked_at is null'
        return (await pool.query(text, [at, id])).rowCount === 1
      }),
    notePresence: (id, isOnline, at) =>
      guard(async () => {
        await pool.query(statement(isOnline ? CAME : LEFT, [at, id]))
      }),
  }
}
