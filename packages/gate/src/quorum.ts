import type { Actor, Lock, Vote } from './lock.ts'
import type { Policy } from './policy.ts'

/** Whether a principal is meant by an entry of a policy: its id, or `group:` and one of its groups. */
function isMeant({ id, groups }: Pick<Actor, 'id' | 'groups'>, entry: string): boolean {
  return entry.startsWith('group:') ? groups.includes(entry.slice('group:'.length)) : entry === id
}

/** Whether this principal may let one lock through while the gate is blocked. */
export const isResponder = ({ responders }: Policy, actor: Pick<Actor, 'id' | 'groups'>): boolean =>
  responders.some((entry) => isMeant(actor, entry))

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

type Voted = Pick<Lock, 'requester' | 'requestedBy' | 'votes'>

/** The votes that count under this policy: eligible, distinct, and not the requester's own. */
export function countedVotes(policy: Policy, lock: Voted): readonly Vote[] {
  return lock.votes.filter((vote) => isApprover(policy, vote) && (policy.allowSelfApproval || !isSelf(lock, vote)))
}

/** How many voters it takes at least: never none, and two where two keys are asked. */
export const neededVotes = ({ approvals, twoKeys }: Policy): number => Math.max(approvals, twoKeys === null ? 1 : 2)

/** Whether the counted votes are enough: N voters, each required one among them, a press or two keys where they are asked. */
export function isQuorum(policy: Policy, counted: readonly Vote[]): boolean {
  return (
    new Set(counted.map(({ id }) => id)).size >= neededVotes(policy) &&
    policy.required.every((entry) => counted.some((vote) => isMeant(vote, entry))) &&
    (!policy.needsPress || counted.some((vote) => vote.via === 'gadget')) &&
    areKeysTurned(policy, counted)
  )
}

/**
 * Whether two keys are turned, or none are asked: two voters pressed on two gadgets, within the window of each other.
 * It does not matter how long ago: once turned they stay turned, and other approvals may come later.
 */
export function areKeysTurned({ twoKeys }: Policy, counted: readonly Vote[]): boolean {
  if (twoKeys === null) return true
  const presses = counted.filter(({ via, device }) => via === 'gadget' && device !== null)
  const isPair = (one: Vote, other: Vote) =>
    one.id !== other.id && one.device !== other.device && Math.abs(one.at - other.at) <= twoKeys.windowMs
  return presses.some((one) => presses.some((other) => isPair(one, other)))
}

/** How the two keys stand. */
export interface KeyTurn {
  readonly windowMs: number
  readonly isTurned: boolean
  /** Who has pressed, and until when another press makes a pair with it: after that this voter must press again. */
  readonly pressed: readonly { readonly vote: Vote; readonly until: number }[]
}

/** How the two keys of a lock stand; null where none are asked. */
export function keyTurnOf(policy: Policy, lock: Voted): KeyTurn | null {
  if (policy.twoKeys === null) return null
  const { windowMs } = policy.twoKeys
  const counted = countedVotes(policy, lock)
  const pressed = counted.filter(({ via }) => via === 'gadget').map((vote) => ({ vote, until: vote.at + windowMs }))
  return { windowMs, isTurned: areKeysTurned(policy, counted), pressed }
}

/**
 * Who may still vote, as the policy names them: principals and groups; null: whoever the link lets decide here.
 * As long as two keys are not turned, who has voted may have to press again.
 */
export function mayStillVote(policy: Policy, lock: Voted): readonly string[] | null {
  if (policy.approvers === null) return null
  const counted = countedVotes(policy, lock)
  const isPressAsked = !areKeysTurned(policy, counted)
  const isSelfNamed = (entry: string) =>
    !policy.allowSelfApproval && (entry === lock.requester.id || entry === lock.requestedBy)
  const hasVoted = (entry: string) => !isPressAsked && counted.some(({ id }) => id === entry)
  return policy.approvers.filter((entry) => !isSelfNamed(entry) && !hasVoted(entry))
}
