import type { Asked, Lock } from '@boss-deployer/gate'
import type { Pool } from 'pg'
import { askedIn } from '../asked.ts'
import { lockOfJson } from '../rows.ts'
import type { LockFilter, StoredContext, StoredEvent } from '../store.ts'
import { statement } from './statement.ts'

interface JsonRow {
  readonly json: string
}

export interface LockTable {
  lock(id: string): Promise<Lock | null>
  latest(of: LockFilter): Promise<Lock | null>
  approved(of: LockFilter, since: string | null, limit: number): Promise<readonly Lock[]>
  lastListed(of: LockFilter, limit: number): Promise<readonly Lock[]>
  asked(subject: string, requestId: string): Promise<readonly Asked[]>
  context(id: string): Promise<StoredContext | null>
  withContext(after: string | null, limit: number): Promise<readonly Lock[]>
}

/** Locks, also closed ones, and what was asked by which message. */
export function lockTable(pool: Pool): LockTable {
  const locks = async (text: string, values: readonly unknown[]): Promise<readonly Lock[]> =>
    (await pool.query<JsonRow>(statement(text, values))).rows.map(({ json }) => lockOfJson(json))
  const lock = async (id: string) => (await locks('select json from locks where id = $1', [id]))[0] ?? null
  const lastListed = (of: LockFilter, limit: number) => {
    const { where, values } = filterOf(of)
    const text = `select json from locks where ${where} and listed_at is not null order by listed_at desc limit $${values.length + 1}`
    return locks(text, [...values, limit])
  }

  return {
    lock,
    async latest(of) {
      const { where, values } = filterOf(of)
      return (await locks(`select json from locks where ${where} order by ord desc limit 1`, values))[0] ?? null
    },
    async approved(of, since, limit) {
      const start = since === null ? null : await lock(since)
      const { where, values } = filterOf(of)
      if (start !== null && start.listedAt !== null && isOf(start, of)) {
        const next = values.length + 1
        const text = `select json from locks where ${where} and listed_at >= $${next} order by listed_at limit $${next + 1}`
        return locks(text, [...values, start.listedAt, limit])
      }
      return lastListed(of, Math.min(limit, 1))
    },
    lastListed,
    async asked(subject, requestId) {
      const text = 'select sequence, body from events where subject = $1 and request_id = $2 order by sequence'
      return askedIn((await pool.query<StoredEvent>(statement(text, [subject, requestId]))).rows)
    },
    async context(id) {
      const text = 'select lock, salt, json from contexts where lock = $1'
      return (await pool.query<StoredContext>(statement(text, [id]))).rows[0] ?? null
    },
    withContext: (after, limit) =>
      locks(
        `select locks.json from contexts join locks on locks.id = contexts.lock
         where contexts.lock > $1 order by contexts.lock limit $2`,
        [after ?? '', limit],
      ),
  }
}

/** Whether a lock passes a filter. */
const isOf = (lock: Lock, { gate, pipeline, step }: LockFilter): boolean =>
  lock.gate === gate && (pipeline ?? lock.pipeline) === lock.pipeline && (step ?? lock.step) === lock.step

/** Each shape of filter is a statement of its own, with its own index. */
function filterOf({ gate, pipeline, step }: LockFilter): {
  readonly where: string
  readonly values: readonly string[]
} {
  const parts = Object.entries({ gate, pipeline, step }).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value }],
  )
  return {
    where: parts.map(({ name }, index) => `${name} = $${index + 1}`).join(' and '),
    values: parts.map(({ value }) => value),
  }
}
