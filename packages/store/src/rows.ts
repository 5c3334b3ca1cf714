import type { Lock } from '@boss-deployer/gate'
import type { CallRow } from './calls.ts'
import { type Check, listOf, shape, text } from './check.ts'
import { StoreDamagedError } from './errors.ts'
import { type JsonObject, parseObject } from './json.ts'
import { laterGate, laterLock } from './later-fields.ts'
import { callRow, gateRow, lock } from './shapes.ts'
import type { GateRow, RoleAt } from './store.ts'

/** A lock as its row keeps it. What is not a lock is damage, never a lock with holes. */
export const lockOfJson = (json: string): Lock => parseAs(json, lock, 'a stored lock', laterLock)

/** A gate as its row keeps it. */
export const gateOfJson = (json: string): GateRow => parseAs(json, gateRow, 'a stored gate', laterGate)

/** A call as its row keeps it. */
export const callOfJson = (json: string): CallRow => parseAs(json, callRow, 'a stored call')

const grants = shape({ grants: listOf(shape<RoleAt>({ role: text, gate: text })) })

/** The grants of a credential, as its row keeps them. */
export const grantsOfJson = (json: string): readonly RoleAt[] =>
  parseAs(`{"grants":${json}}`, grants, 'the grants of a credential').grants

type Later = (row: JsonObject) => JsonObject

function parseAs<T>(json: string, check: Check<T>, what: string, later: Later = (row) => row): T {
  const value: unknown = later(parseObject(json, what))
  if (!check(value)) throw new StoreDamagedError(`${what} has lost some of its fields`)
  return value
}
