import type { Asked, Lock } from '@boss-deployer/gate'
import { askedIn } from '../asked.ts'
import { lockOfJson } from '../rows.ts'
import type { LockFilter, StoredContext, StoredEvent } from '../store.ts'
import type { Database, Statement, Value } from './engine.ts'

interface JsonRow {
  readonly json: string
}

export interface LockTable {
  lock(id: string): Lock | null
  latest(of: LockFilter): Lock | null
  approved(of: LockFilter, since: string | null, limit: number): readonly Lock[]
  lastListed(of: LockFilter, limit: number): readonly Lock[]
  asked(subject: string, requestId: string): readonly Asked[]
  context(id: string): StoredContext | null
  withContext(after: string | null, limit: number): readonly Lock[]
}

/** Locks, also closed ones, and what was asked by which message. */
export function lockTable(database: Database): LockTable {
  const one = database.prepare('select json from locks where id = ?')
  const latest = byFilter(database, (where) => `select json from locks where ${where} order by ord desc limit 1`)
  const newestListed = byFilter(
    database,
    (where) => `select json from locks where ${where} and listed_at is not null order by listed_at desc limit ?`,
  )
  const listedFrom = byFilter(
    database,
    (where) => `select json from locks where ${where} and listed_at >= ? order by listed_at limit ?`,
  )
  const asked = database.prepare(
    'select sequence, body from events where subject = ? and request_id = ? order by sequence',
  )
  const context = database.prepare('select salt, json from contexts where lock = ?')
  const withContext = database.prepare(`
    select locks.json from contexts cross join locks on locks.id = contexts.lock
    where contexts.lock > ? order by contexts.lock limit ?`)

  const lock = (id: string): Lock | null => first(one.all(id))
  const lastListed = (of: LockFilter, limit: number): readonly Lock[] =>
    locksOf(newestListed(of).all(...valuesOf(of), limit))
  return {
    lock,
    latest: (of) => first(latest(of).all(...valuesOf(of))),
    approved(of, since, limit) {
      const start = since === null ? null : lock(since)
      if (start === null || start.listedAt === null || !isOf(start, of)) return lastListed(of, Math.min(limit, 1))
      return locksOf(listedFrom(of).all(...valuesOf(of), start.listedAt, limit))
    },
    lastListed,
    asked: (subject, requestId) => askedIn(asked.all(subject, requestId) as StoredEvent[]),
    context(id) {
      const row = context.get(id) as Omit<StoredContext, 'lock'> | undefined
      return row ? { lock: id, salt: row.salt, json: row.json } : null
    },
    withContext: (after, limit) => locksOf(withContext.all(after ?? '', limit)),
  }
}

const locksOf = (rows: unknown[]): readonly Lock[] => (rows as JsonRow[]).map(({ json }) => lockOfJson(json))
const first = (rows: unknown[]): Lock | null => locksOf(rows)[0] ?? null

/** Whether a lock passes a filter. */
const isOf = (lock: Lock, { gate, pipeline, step }: LockFilter): boolean =>
  lock.gate === gate && (pipeline ?? lock.pipeline) === lock.pipeline && (step ?? lock.step) === lock.step

const valuesOf = ({ gate, pipeline, step }: LockFilter): Value[] =>
  [gate, pipeline, step].filter((value) => value !== null)

/** One prepared statement for each shape of filter: each shape has its own index. */
function byFilter(database: Database, sql: (where: string) => string): (of: LockFilter) => Statement {
  const prepare = (where: string): Statement => database.prepare(sql(where))
  const ofGate = prepare('gate = ?')
  const ofPipeline = prepare('gate = ? and pipeline = ?')
  const ofStep = prepare('gate = ? and step = ?')
  const ofBoth = prepare('gate = ? and pipeline = ? and step = ?')
  return ({ pipeline, step }) => {
    if (pipeline === null) return step === null ? ofGate : ofStep
    return step === null ? ofPipeline : ofBoth
  }
}
