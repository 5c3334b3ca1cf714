import type { Actor, Lock, Vote } from './lock.ts'
import type { Policy } from './policy.ts'

/** Whether a principal is meant by an entry of a policy: its id, or `group:` and one of its groups. */
function isMeant({ id, groups }: Pick<Actor, 'id' | 'groups'>, entry: string): boolean {
  return entry.startsWith('group:') ? groups.includes(entry.slice('group:'.length)) : entry === id
}

/** Whether this principal may decide, as far as the policy says. */
export function isApprover(policy: Policy, actor: Pick<Actor, 'id' | 'groups'>): boolean {
  return policy.approvers === null || policy.approvers.some((entry) => isMeant(actor, entry))
}

/** Principals are compared; whom the pipeline names as its requester may not approve either. */
export function isSelf(
  { requester, requestedBy }: Pick<Lock, 'requester' | 'requestedBy'>,
  actor: Pick<Actor, 'id' | 'name'>,
): boolean {
  return requester.id === actor.id || (requestedBy !== null && (requestedBy === actor.id || requestedBy === actor.name))
}

/** The votes that count under this policy: eligible, distinct, and not the requester's own. */
export function countedVotes(policy: Policy, lock: Pick<Lock, 'requester' | 'requestedBy' | 'votes'>): readonly Vote[] {
  return lock.votes.filter((vote) => isApprover(policy, vote) && (policy.allowSelfApproval || !isSelf(lock, vote)))
}

/** Whether the counted votes are enough: N voters, never none, each required one among them, a press where one is asked. */
export function isQuorum(policy: Policy, counted: readonly Vote[]): boolean {
  return (
    new Set(counted.map(({ id }) => id)).size >= Math.max(1, policy.approvals) &&
    policy.required.every((entry) => counted.some((vote) => isMeant(vote, entry))) &&
    (!policy.needsPress || counted.some((vote) => vote.via === 'gadget'))
  )
}
