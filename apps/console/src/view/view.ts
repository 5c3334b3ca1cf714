import type { Answer, LinkChannel, Message } from './wire.ts'

/** A gate as the link last told it. */
export type GateView = Message<'gate'>
export type Mode = GateView['status']

type Synced = Answer<'sync'>
type LockView = Synced['locks'][number]
/** One event of the record. What it carries beside these fields depends on its type. */
export type EventView = Synced['events'][number]

/** Somebody who said yes. The id is null until a sync tells it. */
export interface Voter {
  readonly id: string | null
  readonly name: string
}

/**
 * A lock that is locked or unlocked, with what this page shows of it. The announcement of a new lock says less than a
 * sync does: what only a sync tells is null until then.
 */
export interface OpenLock
  extends Pick<
    LockView,
    | 'uuid'
    | 'gate'
    | 'pipeline'
    | 'step'
    | 'commit'
    | 'context'
    | 'source'
    | 'lockedAt'
    | 'unlockedAt'
    | 'note'
    | 'place'
  > {
  readonly state: 'locked' | 'unlocked'
  readonly voters: readonly Voter[]
  readonly votes: number
  readonly needed: number
  readonly approvedBy: string | null
  readonly requester: string
  readonly expiresAt: string | null
  readonly nudgedAt: string | null
}

/** How a lock stopped being open. `gone`: it ended while nobody told us how. */
export interface Ending {
  readonly state: 'claimed' | 'rejected' | 'killed' | 'expired' | 'cancelled' | 'superseded' | 'gone'
  readonly by: string | null
  readonly reason: string | null
}

/** All that is true at the link, as far as this page may see and knows. */
export interface View {
  readonly sequence: number
  /** In order of path, the root first. */
  readonly gates: readonly GateView[]
  /** Oldest first. */
  readonly locks: readonly OpenLock[]
  /** How the locks ended that were open before, the latest last. Bounded, and no part of the present. */
  readonly endings: ReadonlyMap<string, Ending>
}

export const emptyView: View = { sequence: 0, gates: [], locks: [], endings: new Map() }

/** What the link says that changes the view. */
export const viewChannels = [
  'gate',
  'lock',
  'vote',
  'unlock',
  'reject',
  'ended',
  'claimed',
  'status',
  'warning',
  'nudge',
] as const
type ViewChannel = (typeof viewChannels)[number] & LinkChannel
export type Told =
  | { readonly [C in ViewChannel]: { readonly channel: C; readonly message: Message<C> } }[ViewChannel]
  /** `isFirst`: after a connection. The link may have been set back to an older state since. */
  | { readonly channel: 'sync'; readonly message: Synced; readonly isFirst: boolean }

export const waitingOf = ({ locks }: Pick<View, 'locks'>): readonly OpenLock[] =>
  locks.filter(({ state }) => state === 'locked')

export const gateAt = ({ gates }: Pick<View, 'gates'>, path: string): GateView | undefined =>
  gates.find(({ gate }) => gate === path)
