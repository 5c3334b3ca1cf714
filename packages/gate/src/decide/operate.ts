import type { CommandOf } from '../commands.ts'
import type { Fact } from '../events.ts'
import { isOpen, type Lock } from '../lock.ts'
import { isGatePath, ROOT, withAncestors } from '../path.ts'
import { allowsRelease, defaultPolicy, type Policy } from '../policy.ts'
import { countedVotes, isQuorum } from '../quorum.ts'
import { sizeOf, valuesOf } from '../sorted.ts'
import { type Gate, gateOf, lockOf, type State } from '../state.ts'
import { isBypassEnough } from './bypass.ts'
import { happens, type Ruling, refuse } from './decision.ts'
import { unlockedFacts } from './vote.ts'

const MAX_GATES = 1_000

/** Makes a gate, and the gates above it that are missing (those with the default policy). */
export function decideAddGate(state: State, { gate, policy }: CommandOf<'add-gate'>): Ruling {
  if (!isGatePath(gate)) {
    return refuse(
      'invalid_message',
      'a gate is named by at most 8 segments of a-z, 0-9 and -, joined by dots: shop.production',
    )
  }
  const existing = gateOf(state, gate)
  if (existing) return refuse('conflict', `${gate} is there already`)
  const missing = withAncestors(gate).filter((path) => path !== ROOT && !gateOf(state, path))
  if (sizeOf(state.gates) + missing.length > MAX_GATES)
    return refuse('too_many', `a link holds ${MAX_GATES} gates at most`)
  const facts = missing.map(
    (path): Fact => ({
      type: 'gate-added',
      gate: path,
      policy: path === gate ? { ...defaultPolicy, ...policy } : defaultPolicy,
    }),
  )
  return happens(null, ...facts.toReversed())
}

/**
 * A policy that changes takes effect at once. Of locks that wait, votes count, or no longer count, under the new one.
 * What was let through and has not passed yet ends when the new policy would not let it through: whoever lost the
 * right to approve has no approval left in the drawer. How long a lock still has is as it was told when it was asked.
 */
export function decideSetPolicy(
  state: State,
  { gate: path, policy: change, expected }: CommandOf<'set-policy'>,
  at: number,
): Ruling {
  const gate = gateOf(state, path)
  if (!gate) return refuse('gate_not_found', `there is no gate ${path}`)
  const policy: Policy = { ...gate.policy, ...change }
  if (isSame(policy, gate.policy)) return happens(null)
  if (expected && !isSame(expected, gate.policy))
    return refuse('precondition_failed', `the policy of ${path} was changed meanwhile: look at it again`)
  const turned = { ...gate, policy }
  const locksIn = (queue: Gate['waiting']) => [...valuesOf(queue)].flatMap((id) => lockOf(state, id) ?? [])
  const unlocked = locksIn(gate.waiting).flatMap((lock) => unlockedFacts(turned, lock, { at, note: null }))
  const ended = locksIn(gate.unlocked)
    .filter((lock) => !isStillApproved(policy, lock))
    .map((lock): Fact => ({ type: 'expired', lock: lock.id, gate: path, reason: 'the policy changed: ask again' }))
  return happens(null, { type: 'policy-changed', gate: path, policy }, ...unlocked, ...ended)
}

/** Policies are plain data, made field by field in one order. */
const isSame = (one: Policy, other: Policy): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Whether this policy would let through what another one did: by its votes, by a release, or by a bypass. */
function isStillApproved(policy: Policy, lock: Lock): boolean {
  if (lock.bypass !== null) return isBypassEnough(policy, lock.votes)
  if (lock.votes.every(({ via }) => via === 'release')) return allowsRelease(policy)
  return isQuorum(policy, countedVotes(policy, lock))
}

/** The dead do not jam the head: a holding lock whose requester stays away ends. */
export function decideRequesterGone(state: State, command: CommandOf<'requester-gone'>, at: number): Ruling {
  const lock = lockOf(state, command.lock)
  const policy = lock && gateOf(state, lock.gate)?.policy
  if (!lock || !policy || !isOpen(lock) || !lock.hold) return happens(null)
  if (at - command.awaySince < policy.requesterGoneAfterMs) return happens(null)
  return happens(lock.id, {
    type: 'expired',
    lock: lock.id,
    gate: lock.gate,
    reason: 'requester gone',
  })
}

/** The pipeline says how what it was let through for went. */
export function decideDone(state: State, { lock: id, by, outcome, exitCode }: CommandOf<'done'>): Ruling {
  const lock = lockOf(state, id)
  if (!lock) return refuse('lock_not_found', `there is no lock ${id}`)
  if (lock.requester.id !== by.id) return refuse('forbidden', 'only who asked for this lock may say how it went')
  if (lock.state !== 'claimed') return refuse('not_approved', `this lock is ${lock.state}, not claimed`)
  return happens(id, {
    type: 'done',
    lock: id,
    gate: lock.gate,
    outcome,
    exitCode,
  })
}

/** Something runs under supervision, so that a block of this gate stops it. */
export function decideGuard(state: State, { gate, lock: id, state: guard }: CommandOf<'guard'>): Ruling {
  if (!gateOf(state, gate)) return refuse('gate_not_found', `there is no gate ${gate}`)
  const lock = id === null ? null : lockOf(state, id)
  if (lock === undefined) return refuse('lock_not_found', `there is no lock ${id}`)
  if (lock && lock.gate !== gate) return refuse('conflict', `this lock is of gate ${lock.gate}`)
  return happens(id, { type: 'guarded', gate, lock: id, state: guard })
}

/** No decision: it leaves a trace, as all does that somebody has a gadget do. */
export function decideTestLights(state: State, { gate, gadget }: CommandOf<'test-lights'>): Ruling {
  if (!gateOf(state, gate)) return refuse('gate_not_found', `there is no gate ${gate}`)
  return happens(null, { type: 'lights-tested', gate, gadget })
}
