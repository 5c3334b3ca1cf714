/** Tests only: what a policy is by itself, in the names of the wire. A test asks a link whether it is so. */
export const defaultPolicy: Readonly<Record<string, unknown>> = {
  approvers: null,
  approvals: 1,
  required: [],
  allow_self_approval: false,
  needs_press: false,
  needs_reason: { reject: false, release: false, block: false },
  allow_release: null,
  release_for_ms: 3_600_000,
  lock_expires_after_ms: 86_400_000,
  approval_expires_after_ms: 3_600_000,
  requester_gone_after_ms: 900_000,
  queue: 'fifo',
  two_keys: null,
  responders: [],
  bypass_needs: 1,
  bypass_expires_after_ms: 900_000,
}
