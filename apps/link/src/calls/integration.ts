import type { Event, GatePath, Lock, LockId, State } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import type { Hook } from '../intake/hook.ts'
import type { Context } from '../views/lock-view.ts'

/**
 * Somebody outside who is told what happened: which calls an event leads to, how a call is made, and what an answer to it
 * means. The link stores the calls, makes each from one link at a time, tries again
 * and gives up. A call may arrive twice: it is to be one that changes nothing the second time.
 */
export interface Integration {
  /** Of the operator's file; stands in each of its calls. */
  readonly name: string
  /** Where it may call, such as `https://ci.example.com` or `https://*.example.com`: what the operator wrote, and nothing that an answer says. */
  readonly origins: readonly string[]
  /** The calls that an event of the record leads to; nearly always none. */
  plan(event: Event, view: View): readonly PlannedCall[] | Promise<readonly PlannedCall[]>
  /** Locks that nobody comes back for: the link claims each in the name of who asked for it. */
  readonly claims?: (event: Event, view: View) => readonly SeenLock[]
  /** What is needed before a call can be made; null: nothing is. */
  readonly passFor?: (call: CallRow, now: number) => PassRequest | null
  /**
   * How a call is made, as things stand now; null: not at all any more, because the settings say otherwise by now. Or what
   * came of it, where nobody has to be called any more.
   */
  request(call: CallRow, pass: string | null, state: State): Making | Promise<Making>
  outcomeOf(answer: Answer, call: CallRow): CallOutcome | Promise<CallOutcome>
  /** What it posts to the link; undefined: nothing. */
  readonly hook?: Hook
}

/** What is known when an event is looked at; it may be somewhat later than the event. */
export interface View {
  readonly state: State
  /** The locks that the event names, as they are. */
  readonly locks: ReadonlyMap<LockId, SeenLock>
  /** Where a gate was blocked: the locks at or below it that were claimed in the last day, newest first. */
  readonly running: readonly SeenLock[]
}

/** A lock with what its pipeline told; that is a stranger's word, and may be erased. */
export interface SeenLock extends Context {
  readonly lock: Lock
}

export interface PlannedCall {
  /** Tells it from other calls of this integration for the same event. */
  readonly key: string
  readonly gate: GatePath
  readonly lock: LockId | null
  /** For people, such as `check approval of main/shop`. */
  readonly what: string
  /** Nothing secret. */
  readonly data: Readonly<Record<string, string>>
  /** Counted from its event. */
  readonly giveUpAfterMs: number
}

export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

export type Making = Outgoing | CallOutcome | null

export interface Answer {
  readonly status: number
  readonly body: string
  /** How long it asks to be left alone (`Retry-After`); null where it does not say. */
  readonly retryAfterMs: number | null
}

/** How to get what proves who calls, such as a token that is good for an hour. It is kept in memory alone. */
export interface PassRequest {
  /** Calls with the same key share it. */
  readonly key: string
  readonly request: () => Outgoing | Promise<Outgoing>
  /** Null: this answer gives none. */
  read(answer: Answer): Pass | null
}

export interface Pass {
  readonly secret: string
  readonly expiresAt: number
}

/** What a call did to something that runs, for the record: it was asked to end, or has ended. */
export type Supervised = 'stopping' | 'ended'

export type CallOutcome = {
  /** For people. */
  readonly said: string
  /** Calls that the answer leads to. */
  readonly more?: readonly PlannedCall[]
  readonly supervised?: Supervised
} & (
  | { readonly state: 'confirmed' | 'failed' }
  | {
      /** Not done yet: tried again, later each time, or after the time that is given. */
      readonly state: 'asked'
      readonly afterMs?: number
      /** What the next try needs to know instead. */
      readonly data?: Readonly<Record<string, string>>
    }
)

/** What a status alone means: it was taken, it may be another time (408, 425, 429, 5xx), or it never will be. */
export function outcomeOfStatus({ status, retryAfterMs }: Answer): CallOutcome {
  const said = `it answered ${status}`
  if (status >= 200 && status < 300) return { state: 'confirmed', said }
  const mayPass = status >= 500 || [401, 408, 425, 429].includes(status)
  if (!mayPass) return { state: 'failed', said }
  return { state: 'asked', said, ...(retryAfterMs === null ? {} : { afterMs: retryAfterMs }) }
}
