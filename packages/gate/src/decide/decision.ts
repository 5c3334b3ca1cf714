import type { GateError, GateErrorCode } from '../errors.ts'
import type { Event, Fact } from '../events.ts'
import type { LockId } from '../lock.ts'
import { ok, type Result } from '../result.ts'

/** What a rule says: what happened, and which lock the answer speaks of. */
export interface Verdict {
  readonly facts: readonly Fact[]
  readonly about: LockId | null
}

/** A rule's verdict, or why the command is refused. */
export type Ruling = Result<Verdict, GateError>

/** The events of a command that was not refused, in order. */
export interface Decided {
  readonly events: readonly Event[]
  /** The lock that the answer speaks of. */
  readonly about: LockId | null
  /** The sequence of the first answer, when this message was answered before. */
  readonly repeats: number | null
}

/** What `decide` answers. */
export type Decision = Result<Decided, GateError>

/** A ruling by which these facts happen; none where all is as it was asked to be. */
export const happens = (about: LockId | null, ...facts: readonly Fact[]): Ruling => ok({ facts, about })
/** Fits every `Result`. */
export type Refusal = { readonly ok: false; readonly error: GateError }

/** A refusal as a value. The message is one sentence that says what to do next. */
export const refuse = (code: GateErrorCode, message: string): Refusal => ({
  ok: false,
  error: { code, message },
})

/** Whether a reason says anything. */
export const isReason = (reason: string | null): reason is string => reason !== null && reason.trim() !== ''
