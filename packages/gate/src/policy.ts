const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** What a gate asks before a lock is unlocked. Durations are milliseconds. */
export interface Policy {
  /** Principals (`token:ada`) and groups (`group:ops`) who may decide; null: whoever the link lets decide here. */
  readonly approvers: readonly string[] | null
  /** How many distinct approvers must vote: N of N-of-M. */
  readonly approvals: number
  /** Principals and groups that must each be among the voters. */
  readonly required: readonly string[]
  readonly allowSelfApproval: boolean
  /** Whether at least one vote must be a press of a gadget. */
  readonly needsPress: boolean
  readonly needsReason: {
    readonly reject: boolean
    readonly release: boolean
    readonly block: boolean
  }
  /** null: allowed exactly where one approval without a press is enough. */
  readonly allowRelease: boolean | null
  /** How long a release lasts when the caller names no end; null: until somebody ends it. */
  readonly releaseForMs: number | null
  readonly lockExpiresAfterMs: number
  readonly approvalExpiresAfterMs: number
  readonly requesterGoneAfterMs: number
  readonly queue: 'fifo' | 'newest-wins'
  /** Two distinct voters must press on two distinct gadgets within this time of each other; null: not asked. */
  readonly twoKeys: { readonly windowMs: number } | null
  /** Principals and groups who may let one lock through while the gate is blocked; empty: nobody. */
  readonly responders: readonly string[]
  /** How many distinct responders have to agree to a bypass. */
  readonly bypassNeeds: number
  /** How long a bypass waits for the second responder, and from then on for its request and the claim. */
  readonly bypassExpiresAfterMs: number
}

/** The policy of the root and of every gate that says nothing else. */
export const defaultPolicy: Policy = {
  approvers: null,
  approvals: 1,
  required: [],
  allowSelfApproval: false,
  needsPress: false,
  needsReason: { reject: false, release: false, block: false },
  allowRelease: null,
  releaseForMs: HOUR,
  lockExpiresAfterMs: 24 * HOUR,
  approvalExpiresAfterMs: HOUR,
  requesterGoneAfterMs: 15 * MINUTE,
  queue: 'fifo',
  twoKeys: null,
  responders: [],
  bypassNeeds: 1,
  bypassExpiresAfterMs: 15 * MINUTE,
}

/** Whether a release, its own or one from above, reaches this gate. */
export function allowsRelease({ allowRelease, approvals, needsPress, twoKeys, required }: Policy): boolean {
  return allowRelease ?? (approvals === 1 && !needsPress && twoKeys === null && required.length === 0)
}
