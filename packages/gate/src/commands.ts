import type { Access } from './access.ts'
import type { KeyChange } from './events.ts'
import type { Actor, BypassId, LastApproved, LockId } from './lock.ts'
import type { GatePath } from './path.ts'
import type { Policy } from './policy.ts'

/** A gate's standing order: ask, let all through, let none through. */
export type Mode = 'default' | 'released' | 'blocked'

/**
 * A signed press of a gadget, already verified. Its counter only rises, and it is its own request id.
 * Whatever is done `via: 'gadget'` has one.
 */
export interface Press {
  readonly gadget: string
  readonly counter: number
}

interface Envelope {
  readonly by: Actor
  /** The link's clock, whole milliseconds since 1970. */
  readonly at: number
  /** Names the message: repeated, it gets the first answer. Not one that begins with `press:`. */
  readonly requestId: string | null
  readonly press: Press | null
}

/** What somebody, or the link itself, wants to happen. */
export type Command = Envelope &
  (
    | {
        readonly type: 'add-gate'
        readonly gate: GatePath
        readonly policy: Partial<Policy>
      }
    | {
        readonly type: 'set-policy'
        readonly gate: GatePath
        readonly policy: Partial<Policy>
        /** The policy that the caller has seen: refused where it is another by now. Left out: whatever it is. */
        readonly expected?: Policy
      }
    | { readonly type: 'change-key'; readonly change: KeyChange }
    | { readonly type: 'change-access'; readonly access: Access }
    | LockFields
    | {
        readonly type: 'bypass'
        /** The id it gets when it is a new one. */
        readonly bypass: BypassId
        readonly gate: GatePath
        readonly pipeline: string
        readonly step: string
        /** null: whichever commit is asked for. */
        readonly commit: string | null
        readonly reason: string
      }
    | {
        readonly type: 'unlock'
        readonly lock: LockId
        readonly note: string | null
      }
    | {
        readonly type: 'unlock-head'
        readonly gate: GatePath
        readonly note: string | null
      }
    | {
        readonly type: 'reject'
        readonly lock: LockId
        readonly reason: string | null
      }
    | { readonly type: 'cancel'; readonly lock: LockId }
    | { readonly type: 'nudge'; readonly lock: LockId }
    | { readonly type: 'test-lights'; readonly gate: GatePath; readonly gadget: string }
    | {
        readonly type: 'claim'
        readonly lock: LockId
        readonly gate: GatePath | null
        readonly commit: string | null
      }
    | { readonly type: 'forget-context'; readonly lock: LockId }
    | { readonly type: 'use'; readonly lock: LockId; readonly key: string }
    | {
        readonly type: 'release'
        readonly gate: GatePath
        /** When it ends; `policy`: as the gate's policy says; null: never, where the policy allows that. */
        readonly until: number | null | 'policy'
        readonly approvePending: boolean
        readonly reason: string | null
      }
    | {
        readonly type: 'block'
        readonly gate: GatePath
        readonly reason: string | null
      }
    | {
        readonly type: 'default'
        readonly gate: GatePath
        readonly reason: string | null
      }
    | {
        readonly type: 'requester-gone'
        readonly lock: LockId
        readonly awaySince: number
      }
    | {
        readonly type: 'done'
        readonly lock: LockId
        readonly outcome: Outcome
        readonly exitCode: number | null
      }
    | {
        readonly type: 'guard'
        readonly gate: GatePath
        readonly lock: LockId | null
        readonly state: 'running' | 'stopping' | 'ended'
      }
  )

interface LockFields {
  readonly type: 'lock'
  /** The id the lock gets when it is a new one. */
  readonly lock: LockId
  readonly gate: GatePath
  readonly pipeline: string
  readonly pipelineKey: string
  readonly step: string
  readonly commit: string | null
  readonly requestedBy: string | null
  readonly hold: boolean
  readonly contextDigest: string | null
  /** The approval before of the same pipeline and step, where the link knows one. */
  readonly lastApproved?: LastApproved | null
}

/** How what was let through went. */
export type Outcome = 'succeeded' | 'failed' | 'stopped'
/** One kind of command. */
export type CommandOf<T extends Command['type']> = Extract<Command, { readonly type: T }>
