import type { GatePath, LockId } from '@boss-deployer/gate'
import type { StoredEvent } from '../store.ts'

/** What to look for in the record. All that is not null has to hold. */
export interface SearchFilter {
  /** This gate and all below it. */
  readonly gate: GatePath | null
  /** Id or name of who did it, whose vote it counted, or whose access it changed. */
  readonly person: string | null
  /** Of the lock that it is about. */
  readonly pipeline: string | null
  readonly step: string | null
  /** A type of event (`unlocked`, `refused`), the mode it led to, `killed`, `bypass`, or how what was let through went. */
  readonly outcome: string | null
  readonly via: string | null
  readonly lock: LockId | null
  /** From this time on, ms since 1970. */
  readonly since: number | null
  /** Up to but not at this time, ms since 1970. */
  readonly until: number | null
  /** What is seen from these gates: all at and below them, and the modes above that hold for them. Null: everything. */
  readonly seenFrom: readonly GatePath[] | null
}

export const everything: SearchFilter = {
  gate: null,
  person: null,
  pipeline: null,
  step: null,
  outcome: null,
  via: null,
  lock: null,
  since: null,
  until: null,
  seenFrom: null,
}

/** A page of what was found, newest first. */
export interface Found {
  readonly events: readonly StoredEvent[]
  /**
   * Where to go on: the `before` of the next page, or null when there is no more. A page takes a bounded time, so that
   * it may hold fewer events than the limit, or none, and still have a next one.
   */
  readonly next: number | null
}
