import type { Lock } from '@boss-deployer/gate'
import { StoreDamagedError } from './errors.ts'
import { isObject, type JsonObject, parseObject } from './json.ts'
import type { GateRow } from './store.ts'

const isLock = (value: JsonObject): value is JsonObject & Lock =>
  typeof value.id === 'string' &&
  typeof value.gate === 'string' &&
  typeof value.order === 'number' &&
  typeof value.state === 'string' &&
  typeof value.expiresAt === 'number' &&
  isObject(value.requester) &&
  Array.isArray(value.votes)

const isGateRow = (value: JsonObject): value is JsonObject & GateRow =>
  typeof value.path === 'string' &&
  isObject(value.policy) &&
  isObject(value.standing) &&
  typeof value.standing.mode === 'string'

/** A lock as its row keeps it. What is not a lock is damage, never a lock with holes. */
export function lockOfJson(json: string): Lock {
  const value = parseObject(json, 'a stored lock')
  if (!isLock(value)) throw new StoreDamagedError('a stored lock has lost its fields')
  return value
}

/** A gate as its row keeps it. */
export function gateOfJson(json: string): GateRow {
  const value = parseObject(json, 'a stored gate')
  if (!isGateRow(value)) throw new StoreDamagedError('a stored gate has lost its fields')
  return value
}
