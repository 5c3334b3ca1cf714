import type { Pool } from 'pg'
import type { Attendance } from '../store.ts'
import type { Guard } from './guard.ts'
import { statement } from './statement.ts'

const NOTE = `
  insert into attendance (lock, at) select lock, clock_timestamp() from unnest($1::text[]) lock
  on conflict (lock) do update set at = excluded.at`
const FORGET = `
  delete from attendance using locks
  where locks.id = attendance.lock and locks.state not in ('locked', 'unlocked')`
const AGES = `
  select lock, floor(extract(epoch from clock_timestamp() - at) * 1000)::bigint as age
  from attendance where lock = any ($1::text[])`

/** By the database's clock: those of the links need not agree. */
export function postgresAttendance(pool: Pool, guard: Guard): Attendance {
  return {
    note: (locks) =>
      guard(async () => {
        await pool.query(statement(NOTE, [locks]))
        await pool.query(statement(FORGET))
      }),
    ages: (locks) =>
      guard(async () => {
        const { rows } = await pool.query<{ lock: string; age: number }>(statement(AGES, [locks]))
        return new Map(rows.map(({ lock, age }) => [lock, age]))
      }),
  }
}
