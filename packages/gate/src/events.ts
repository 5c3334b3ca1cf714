import type { Access } from './access.ts'
import type { Mode, Outcome, Press } from './commands.ts'
import type { GateErrorCode } from './errors.ts'
import type { Actor, BypassId, LastApproved, LockId, Vote } from './lock.ts'
import type { GatePath } from './path.ts'
import type { Policy } from './policy.ts'

/** Who did it, when, and as which message: in every event. */
interface Trace {
  readonly at: number
  readonly by: Omit<Actor, 'groups'>
  /** Set on the first event of a message that named itself. */
  readonly request: Request | null
  readonly press: Press | null
}

/** A key of the record that takes the place of another. The core knows nothing of keys: it only keeps what it is told. */
export interface KeyChange {
  /** The record's own id. */
  readonly record: string
  /** The id of the key before. */
  readonly from: string
  readonly key: string
  /** The public half of the new key, PEM. */
  readonly pem: string
  /** By the key before, hex; null where that was lost, or is not to be believed any more. */
  readonly endorsement: string | null
}

/** What a request id was used for, so that a repeated message is known, and a different one refused. */
export interface Request {
  readonly id: string
  readonly kind: string
  /** What the message was about: a lock, a gate, or (gate, pipeline, step). */
  readonly target: string
  readonly commit: string | null
}

/** What happened. All events of a link in order are its history. */
export type Event = Trace &
  (
    | {
        readonly type: 'gate-added' | 'policy-changed'
        readonly gate: GatePath
        readonly policy: Policy
      }
    | LockedFields
    | {
        readonly type: 'refused'
        readonly gate: GatePath
        readonly pipeline: string
        readonly step: string
        readonly commit: string | null
        readonly heldBy: GatePath
      }
    | {
        readonly type: 'voted'
        readonly lock: LockId
        readonly gate: GatePath
        readonly vote: Vote
        readonly needed: number
        readonly note: string | null
      }
    | {
        readonly type: 'unlocked'
        readonly lock: LockId
        readonly gate: GatePath
        /** Everybody whose vote counted, oldest first. */
        readonly votes: readonly Vote[]
        readonly note: string | null
        readonly expiresAt: number
        readonly bypass: BypassId | null
      }
    | {
        readonly type: 'claimed'
        readonly lock: LockId
        readonly gate: GatePath
        readonly bypass: BypassId | null
      }
    /** A responder asked for, or agreed to, letting one lock through a block; granted: enough have. */
    | {
        readonly type: 'bypass-asked' | 'bypass-granted'
        readonly gate: GatePath
        readonly bypass: BypassId
        readonly pipeline: string
        readonly step: string
        readonly commit: string | null
        readonly reason: string
        readonly votes: readonly Vote[]
        readonly needed: number
        readonly expiresAt: number
      }
    /** Nobody used it in time. */
    | {
        readonly type: 'bypass-ended'
        readonly gate: GatePath
        readonly bypass: BypassId
      }
    | {
        readonly type: 'rejected' | 'expired' | 'cancelled' | 'superseded'
        readonly lock: LockId
        readonly gate: GatePath
        readonly reason: string | null
      }
    | {
        readonly type: 'warned'
        readonly lock: LockId
        readonly gate: GatePath
        readonly expiresAt: number
      }
    /** Somebody wants to see the lights of a gadget of this gate. */
    | { readonly type: 'lights-tested'; readonly gate: GatePath; readonly gadget: string }
    /** Who may answer was reminded that this waits. */
    | { readonly type: 'nudged'; readonly lock: LockId; readonly gate: GatePath }
    | {
        readonly type: 'mode-changed'
        readonly gate: GatePath
        readonly from: Mode
        readonly to: Mode
        readonly reason: string | null
        readonly until: number | null
        /** The locks that a block ends, all in this one event. */
        readonly killed: readonly LockId[]
        /** The gates below whose release a block ends. */
        readonly ended: readonly GatePath[]
        /** The gates below whose bypasses a block ends. */
        readonly bypasses: readonly GatePath[]
      }
    | {
        readonly type: 'used'
        readonly lock: LockId
        readonly gate: GatePath
        readonly key: string
      }
    | {
        readonly type: 'done'
        readonly lock: LockId
        readonly gate: GatePath
        readonly outcome: Outcome
        readonly exitCode: number | null
      }
    | {
        readonly type: 'guarded'
        readonly gate: GatePath
        readonly lock: LockId | null
        readonly state: 'running' | 'stopping' | 'ended'
      }
    /** What travelled with a lock was erased; the digest of it stays in the record. */
    | { readonly type: 'context-forgotten'; readonly lock: LockId; readonly gate: GatePath }
    /** Another key signs the record from now on. */
    | ({ readonly type: 'key-changed'; readonly gate: GatePath } & KeyChange)
    /** Who may do what: changed beside the record, and never without this trace. */
    | ({ readonly type: 'access-changed'; readonly gate: GatePath } & Access)
    /** A message that named itself and asked for what already held. */
    | {
        readonly type: 'unchanged'
        readonly gate: GatePath
        readonly lock: LockId | null
      }
    /** A press that was refused: its counter is spent all the same. */
    | {
        readonly type: 'press-refused'
        readonly gate: GatePath
        readonly lock: LockId | null
        readonly code: GateErrorCode
        readonly message: string
      }
  )

interface LockedFields {
  readonly type: 'locked'
  readonly lock: LockId
  readonly gate: GatePath
  readonly pipeline: string
  readonly pipelineKey: string
  readonly step: string
  readonly commit: string | null
  readonly requestedBy: string | null
  readonly hold: boolean
  readonly contextDigest: string | null
  readonly expiresAt: number
  readonly warnAt: number
  readonly bypass: BypassId | null
  readonly lastApproved: LastApproved | null
}

/** One kind of event. */
export type EventOf<T extends Event['type']> = Extract<Event, { readonly type: T }>

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** What happened, before it is traced to who, when and which message. */
export type Fact = DistributiveOmit<Event, keyof Trace>
