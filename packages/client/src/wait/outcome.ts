import type { WireError } from '@boss-deployer/protocol'
import type { Clock } from '../clock.ts'
import type { Message, Request } from '../link.ts'

/** A lock as the link last described it. */
export type LockDetails = Message<'unlock-details'>

/** Ask for a lock (the same request id is the same question), or wait for one that was asked for before. */
export type WaitFor =
  | { readonly ask: Request<'lock'> & { readonly requestId: string } }
  | { readonly uuid: string; readonly gate?: string; readonly commit?: string }

export interface WaitOptions {
  /** Aborting cancels the lock. */
  readonly signal?: AbortSignal
  /** How long to wait for the decision before giving up, which cancels the lock. Default: no end. */
  readonly timeoutMs?: number
  /** How long the link may be out of reach before the wait ends `unreachable`. Default 10 minutes. */
  readonly lostAfterMs?: number
  /** How long a cancel may take. Default 2 s. */
  readonly cancelWithinMs?: number
  readonly onProgress?: (progress: Progress) => void
  readonly clock?: Clock
}

/** What can be told while it waits. */
export interface Progress {
  readonly connection: 'connected' | 'lost'
  /** Null until the link has answered. */
  readonly uuid: string | null
  readonly gate: string | null
  /** In the queue of the gate, from 1. */
  readonly place: number | null
  readonly votes: number
  readonly needed: number
  readonly waitedMs: number
}

/** How a wait ends. Only `passed` may go on. */
export type Outcome =
  | 'passed'
  | 'rejected'
  | 'killed'
  | 'expired'
  | 'cancelled'
  | 'superseded'
  | 'timed-out'
  | 'unreachable'
  | 'refused'

interface End {
  /** Null where the link never answered. */
  readonly uuid: string | null
  readonly lock: LockDetails | null
  /** Who decided or ended it. */
  readonly by: string | null
  /** The approver's note, or the reason of the end. */
  readonly note: string | null
  readonly waitedMs: number
  /** What the link refused, or why it is not known how the lock stands. */
  readonly error: WireError | null
}

export type Waited =
  | (End & { readonly outcome: 'passed'; readonly uuid: string; readonly claimedAt: string })
  | (End & { readonly outcome: 'refused'; readonly error: WireError })
  | (End & { readonly outcome: Exclude<Outcome, 'passed' | 'refused'> })
