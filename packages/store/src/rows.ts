import type { Lock } from '@boss-deployer/gate'
import type { Check } from './check.ts'
import { StoreDamagedError } from './errors.ts'
import { parseObject } from './json.ts'
import { gateRow, lock } from './shapes.ts'
import type { GateRow } from './store.ts'

/** A lock as its row keeps it. What is not a lock is damage, never a lock with holes. */
export const lockOfJson = (json: string): Lock => parseAs(json, lock, 'a stored lock')

/** A gate as its row keeps it. */
export const gateOfJson = (json: string): GateRow => parseAs(json, gateRow, 'a stored gate')

function parseAs<T>(json: string, check: Check<T>, what: string): T {
  const value: unknown = parseObject(json, what)
  if (!check(value)) throw new StoreDamagedError(`${what} has lost some of its fields`)
  return value
}
