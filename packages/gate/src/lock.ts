import type { GatePath } from './path.ts'

/** How somebody acted. */
export type Via = 'gadget' | 'console' | 'cli' | 'api' | 'socket' | 'slack' | 'schedule' | 'release' | 'link'

/** An authenticated principal, as the link knows it. */
export interface Actor {
  readonly id: string
  readonly name: string
  readonly via: Via
  readonly device: string | null
  readonly groups: readonly string[]
}

/** A UUIDv7, made by the link. */
export type LockId = string

/** A UUIDv7, made by the link. */
export type BypassId = string

/** Where a lock is: `locked`, `unlocked`, `claimed`, or one of its ends. */
export type LockState =
  | 'locked'
  | 'unlocked'
  | 'claimed'
  | 'rejected'
  | 'killed'
  | 'expired'
  | 'cancelled'
  | 'superseded'

/** The ends; with `claimed` they never change. */
export type EndState = Exclude<LockState, 'locked' | 'unlocked' | 'claimed'>

/** One pipeline step that asks. Times are milliseconds since 1970. */
export interface Lock {
  readonly id: LockId
  readonly gate: GatePath
  /** The sequence of its `locked` event: the queue's order. */
  readonly order: number
  readonly pipeline: string
  /** (ci, cluster, team, project, instance, pipeline) in one text: two teams' pipelines of one name are two. */
  readonly pipelineKey: string
  readonly step: string
  readonly commit: string | null
  readonly requester: { readonly id: string; readonly name: string }
  /** Who asked, as the pipeline says it. It can only narrow who may approve. */
  readonly requestedBy: string | null
  /** Whether somebody waits for it. */
  readonly hold: boolean
  readonly contextDigest: string | null
  /** When what travelled with it was erased; null while it is kept, and where there was nothing. */
  readonly contextForgottenAt: number | null
  readonly state: LockState
  readonly lockedAt: number
  /** When it ends `expired`: as a lock while locked, as an unclaimed approval once unlocked. */
  readonly expiresAt: number
  /** When the warning is due; null once warned or decided. */
  readonly warnAt: number | null
  /** When who may answer was last reminded; null: never. */
  readonly nudgedAt: number | null
  readonly votes: readonly Vote[]
  readonly unlockedAt: number | null
  readonly note: string | null
  readonly claimedAt: number | null
  /** The build that used it, stored by the first `verify` that names one. */
  readonly use: string | null
  readonly end: LockEnd | null
  /** The sequence at which it became listed for `check`: claimed when holding, else unlocked. */
  readonly listedAt: number | null
  /** By which bypass it was let through a block; null for all others. */
  readonly bypass: {
    readonly id: BypassId
    /** Blocks with a later sequence hold it all the same. */
    readonly since: number
  } | null
  /** The approval before, as it was when this lock was asked for. */
  readonly lastApproved: LastApproved | null
}

/** What was approved before of the same pipeline and step: where a changelog begins. */
export interface LastApproved {
  readonly lock: LockId
  readonly commit: string | null
  readonly approvedAt: number
}

/** One approver's yes, with the groups that were the approver's then. */
export type Vote = Omit<Actor, 'groups'> & {
  readonly groups: readonly string[]
  readonly at: number
}

/** How a lock ended. */
export interface LockEnd {
  readonly at: number
  readonly by: string
  readonly reason: string | null
}

/** Whether it can still change: neither claimed nor ended. */
export const isOpen = (lock: Lock): boolean => lock.state === 'locked' || lock.state === 'unlocked'
