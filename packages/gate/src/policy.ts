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
}

/** Whether a release, its own or one from above, reaches this gate. */
export function allowsRelease(policy: Policy): boolean {
  return policy.allowRelease ?? (policy.approvals === 1 && !policy.needsPress && policy.required.length === 0)
}
