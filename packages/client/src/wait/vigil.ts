import { errorTable, type WireError } from '@boss-deployer/protocol'
import { type Clock, systemClock } from '../clock.ts'
import type { Link } from '../link.ts'
import { type Bell, makeBell } from './bell.ts'
import type { LockDetails, Waited, WaitFor, WaitOptions } from './outcome.ts'

/** All that one wait knows, and what wakes it. */
export interface Vigil {
  readonly link: Link
  readonly what: WaitFor
  readonly clock: Clock
  readonly bell: Bell
  readonly startedAt: number
  isConnected: boolean
  refusedWith: WireError | null
  /** Whether the question may have reached the link. */
  hasAsked: boolean
  uuid: string | null
  /** The lock must be of this gate; what the first answer says where the caller named none. */
  gate: string | null
  lock: LockDetails | null
  /** The link said `unlock`: claim at once. */
  heardUnlock: boolean
  /** Nobody wants the answer any more: nothing is claimed. */
  isOver: boolean
  /** Since when it is not known how the lock stands. */
  doubtSince: number | null
  /** Answers in a row that were no answers. */
  doubts: number
  onProgress: () => void
}

export function makeVigil(link: Link, what: WaitFor, options: WaitOptions): Vigil {
  const clock = options.clock ?? systemClock
  const startedAt = clock.now()
  const vigil: Vigil = {
    link,
    what,
    clock,
    bell: makeBell(clock),
    startedAt,
    isConnected: false,
    refusedWith: null,
    hasAsked: false,
    uuid: 'uuid' in what ? what.uuid : null,
    gate: ('ask' in what ? what.ask.gate : what.gate) ?? null,
    lock: null,
    heardUnlock: false,
    isOver: false,
    doubtSince: startedAt,
    doubts: 0,
    onProgress() {
      options.onProgress?.({
        connection: vigil.isConnected ? 'connected' : 'lost',
        uuid: vigil.uuid,
        gate: vigil.gate,
        place: vigil.lock?.place ?? null,
        votes: vigil.lock?.votes.length ?? 0,
        needed: vigil.lock?.needed ?? 1,
        waitedMs: clock.now() - startedAt,
      })
    },
  }
  return vigil
}

export const commitOf = (what: WaitFor): string | undefined => ('ask' in what ? what.ask.context?.commit : what.commit)

/** The link has said how the lock stands. */
export function settleDoubt(vigil: Vigil): void {
  vigil.doubtSince = null
  vigil.doubts = 0
}

/** It is not known how the lock stands; the answer is how long to pause before asking again. */
export function doubt(vigil: Vigil): number {
  vigil.doubtSince ??= vigil.clock.now()
  return Math.min(500 * 2 ** Math.min(vigil.doubts++, 10), 10_000)
}

export const mayGoBetter = (error: WireError): boolean => errorTable[error.code].isRetryable

const common = (vigil: Vigil, error: WireError | null) => ({
  uuid: vigil.uuid,
  lock: vigil.lock,
  by: vigil.lock?.end?.by ?? vigil.lock?.approvedBy ?? null,
  note: vigil.lock?.end ? vigil.lock.end.reason : (vigil.lock?.note ?? null),
  waitedMs: vigil.clock.now() - vigil.startedAt,
  error,
})

export const endRefused = (vigil: Vigil, error: WireError): Waited => ({
  outcome: 'refused',
  ...common(vigil, error),
  error,
})

export const endPassed = (vigil: Vigil, uuid: string, claimedAt: string): Waited => ({
  outcome: 'passed',
  ...common(vigil, null),
  uuid,
  claimedAt,
})

export const endAs = (
  vigil: Vigil,
  outcome: Exclude<Waited['outcome'], 'passed' | 'refused'>,
  error: WireError | null = null,
): Waited => ({ outcome, ...common(vigil, error) })
