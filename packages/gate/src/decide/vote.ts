import type { Command, CommandOf } from '../commands.ts'
import type { Fact } from '../events.ts'
import { withVote } from '../evolve.ts'
import type { Actor, Lock, Vote } from '../lock.ts'
import type { Policy } from '../policy.ts'
import { areKeysTurned, countedVotes, isApprover, isQuorum, isSelf, neededVotes } from '../quorum.ts'
import { type Gate, gateOf, headOf, lockOf, type State } from '../state.ts'
import { happens, isReason, type Ruling, refuse } from './decision.ts'

/** An approver's yes to one lock. */
export function decideUnlock(state: State, command: CommandOf<'unlock'>, at: number): Ruling {
  const lock = lockOf(state, command.lock)
  return lock ? unlock(state, lock, { ...command, at }) : refuse('lock_not_found', `there is no lock ${command.lock}`)
}

/** Answers the oldest lock at or below a gate; which one that is, is resolved here and once. */
export function decideUnlockHead(state: State, command: CommandOf<'unlock-head'>, at: number): Ruling {
  if (!gateOf(state, command.gate)) return refuse('gate_not_found', `there is no gate ${command.gate}`)
  const head = headOf(state, command.gate)
  return head ? unlock(state, head, { ...command, at }) : refuse('lock_not_found', `nothing waits at ${command.gate}`)
}

type Unlocking = {
  readonly by: Actor
  readonly at: number
  readonly note: string | null
}

function unlock(state: State, lock: Lock, { by, at, note }: Unlocking): Ruling {
  const gate = gateOf(state, lock.gate)
  if (!gate) return refuse('gate_not_found', `there is no gate ${lock.gate}`)
  const allowed = mayVote(gate.policy, lock, by)
  if (!allowed.ok) return allowed
  switch (lock.state) {
    case 'locked':
      return happens(lock.id, ...voteFacts(gate, lock, { by, at, note }))
    case 'unlocked':
    case 'claimed':
      return happens(lock.id)
    case 'rejected':
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return refuse('lock_ended', `this lock is ${lock.state} already`)
  }
}

/** Whether this principal's vote on this lock would count. */
export function mayVote(policy: Policy, lock: Lock, by: Actor): Ruling {
  if (!isApprover(policy, by)) return refuse('forbidden', `${by.name} is not an approver of ${lock.gate}`)
  if (!policy.allowSelfApproval && isSelf(lock, by)) {
    return refuse('self_approval', `${by.name} asked for this lock: somebody else has to unlock it`)
  }
  return happens(lock.id)
}

/** One vote: it unlocks the lock when it makes the quorum, else it is counted. Nothing when it adds nothing. */
export function voteFacts(gate: Gate, lock: Lock, { by, at, note }: Unlocking): readonly Fact[] {
  const { id, name, via, device, groups } = by
  const vote: Vote = { id, name, via, device, groups, at }
  const before = lock.votes.find((each) => each.id === id)
  const voted = { ...lock, votes: withVote(lock, vote) }
  if (before && !addsTo(before, vote) && !isKeyAgain(gate.policy, lock, vote)) return []
  if (isTurned(gate.policy, lock) && !isTurned(gate.policy, voted)) return []
  const unlocked = unlockedFacts(gate, voted, { at, note })
  if (unlocked.length > 0) return unlocked
  return [
    {
      type: 'voted',
      lock: lock.id,
      gate: gate.path,
      vote,
      needed: neededVotes(gate.policy),
      note,
    },
  ]
}

/** A second vote of a voter counts when it brings a press or other groups, and never when it would cost the press. */
function addsTo(before: Vote, vote: Vote): boolean {
  const [hadPress, hasPress] = [before.via === 'gadget', vote.via === 'gadget']
  if (hadPress !== hasPress) return hasPress
  return [...before.groups].sort().join('\n') !== [...vote.groups].sort().join('\n')
}

const isTurned = (policy: Policy, lock: Lock): boolean => areKeysTurned(policy, countedVotes(policy, lock))

/** Where two keys are asked and not turned yet, a press takes the place of an earlier one, which may have lapsed. */
const isKeyAgain = (policy: Policy, lock: Lock, { via }: Vote): boolean => via === 'gadget' && !isTurned(policy, lock)

/** What follows when the votes are enough under the policy of the gate; nothing when they are not. */
export function unlockedFacts(gate: Gate, lock: Lock, { at, note }: Pick<Unlocking, 'at' | 'note'>): readonly Fact[] {
  const votes = countedVotes(gate.policy, lock)
  if (!isQuorum(gate.policy, votes)) return []
  const expiresAt = at + gate.policy.approvalExpiresAfterMs
  return [
    {
      type: 'unlocked',
      lock: lock.id,
      gate: gate.path,
      votes,
      note,
      expiresAt,
      bypass: null,
    },
  ]
}

/** An approver's no: one is enough. */
export function decideReject(state: State, { lock: id, by, reason }: CommandOf<'reject'>): Ruling {
  const lock = lockOf(state, id)
  const gate = lock && gateOf(state, lock.gate)
  if (!lock || !gate) return refuse('lock_not_found', `there is no lock ${id}`)
  if (!isApprover(gate.policy, by)) return refuse('forbidden', `${by.name} is not an approver of ${lock.gate}`)
  if (gate.policy.needsReason.reject && !isReason(reason))
    return refuse('invalid_message', `${lock.gate} wants a reason to reject`)
  switch (lock.state) {
    case 'locked':
      return happens(id, {
        type: 'rejected',
        lock: id,
        gate: lock.gate,
        reason,
      })
    case 'rejected':
      return happens(id)
    case 'unlocked':
    case 'claimed':
      return refuse('conflict', `too late: this lock is ${lock.state}`)
    case 'killed':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return refuse('lock_ended', `this lock is ${lock.state} already`)
  }
}

/** Who may change the mode of a gate: its approvers; a block may come from anybody the link lets decide. */
export function mayTurn(policy: Policy, { by, type }: Pick<Command, 'by' | 'type'>): boolean {
  return type === 'block' || isApprover(policy, by)
}
