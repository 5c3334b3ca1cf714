import type { GateError, GateErrorCode } from '../errors.ts'
import type { Event, Fact } from '../events.ts'
import type { LockId } from '../lock.ts'
import { ok, type Result } from '../result.ts'

/** What a rule says: what happened, and which lock the answer speaks of. */
export interface Verdict {
  readonly facts: readonly Fact[]
  readonly about: LockId | null
}

export type Ruling = Result<Verdict, GateError>

export interface Decided {
  readonly events: readonly Event[]
  /** The lock that the answer speaks of. */
  readonly about: LockId | null
  /** The sequence of the first answer, when this message was answered before. */
  readonly repeats: number | null
}

export type Decision = Result<Decided, GateError>

export const happens = (about: LockId | null, ...facts: readonly Fact[]): Ruling => ok({ facts, about })
export type Refusal = { readonly ok: false; readonly error: GateError }

export const refuse = (code: GateErrorCode, message: string): Refusal => ({
  ok: false,
  error: { code, message },
})
