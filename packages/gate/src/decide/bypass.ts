import type { CommandOf } from '../commands.ts'
import { withVote } from '../evolve.ts'
import type { Vote } from '../lock.ts'
import type { Policy } from '../policy.ts'
import { isResponder } from '../quorum.ts'
import { type Bypass, blockOn, effectiveOf, type Gate, gateOf, type State } from '../state.ts'
import { happens, isReason, type Ruling, refuse } from './decision.ts'

const MAX_BYPASSES = 100

/**
 * A responder breaks the glass: one request of this pipeline and step may pass though the gate is blocked. Where the
 * policy wants a second responder, the same words said by another one agree to it. Said again it is the same bypass.
 */
export function decideBypass(state: State, command: CommandOf<'bypass'>, at: number): Ruling {
  const { by, reason } = command
  const gate = gateOf(state, command.gate)
  if (!gate) return refuse('gate_not_found', `there is no gate ${command.gate}`)
  const { policy, path, standing } = gate
  if (by.via === 'gadget') return refuse('forbidden', 'a bypass names a pipeline and a reason: no gadget can say that')
  if (!isResponder(policy, by)) return refuse('forbidden', `${by.name} is not a responder of ${path}`)
  if (!isReason(reason)) return refuse('invalid_message', 'a bypass needs a reason')
  if (effectiveOf(state, path).mode !== 'blocked')
    return refuse('conflict', `${path} is not blocked: ask for a lock and have it unlocked`)
  const known = standing.bypasses.find((each) => isSameTarget(each, command))
  if (known?.isGranted && isBypassEnough(policy, known.votes)) return happens(null)
  if (!known && standing.bypasses.length >= MAX_BYPASSES)
    return refuse('too_many', `${MAX_BYPASSES} bypasses of ${path} are open already`)
  const { id, name, via, device, groups } = by
  const votes = withVote({ votes: respondersAmong(policy, known?.votes ?? []) }, { id, name, via, device, groups, at })
  const isGranted = isBypassEnough(policy, votes)
  if (known?.votes.some((vote) => vote.id === id) && !isGranted) return happens(null)
  return happens(null, {
    type: isGranted ? 'bypass-granted' : 'bypass-asked',
    gate: path,
    bypass: known?.id ?? command.bypass,
    pipeline: command.pipeline,
    step: command.step,
    commit: command.commit,
    reason,
    votes,
    needed: policy.bypassNeeds,
    expiresAt: at + policy.bypassExpiresAfterMs,
  })
}

type Target = Pick<Bypass, 'pipeline' | 'step' | 'commit'>

const isSameTarget = (one: Target, other: Target): boolean =>
  one.pipeline === other.pipeline && one.step === other.step && one.commit === other.commit

const respondersAmong = (policy: Policy, votes: readonly Vote[]): readonly Vote[] =>
  votes.filter((vote) => isResponder(policy, vote))

/** Whether enough of these are responders under this policy. A vote is one of a distinct principal. */
export const isBypassEnough = (policy: Policy, votes: readonly Vote[]): boolean =>
  respondersAmong(policy, votes).length >= Math.max(1, policy.bypassNeeds)

/**
 * The bypass that lets this request through, one for its very commit first; null where there is none. Who gave it may
 * not be the very principal that asks, unless the policy allows self-approval; whom the pipeline names as its requester
 * is not compared: the responder on call may be the one who wrote the fix, and a second person is a policy of its own.
 */
export function bypassFor(state: State, { path, policy, standing }: Gate, command: CommandOf<'lock'>): Bypass | null {
  const { pipeline, step, commit, by } = command
  const fits = (each: Bypass, wanted: string | null) =>
    isSameTarget(each, { pipeline, step, commit: wanted }) &&
    each.isGranted &&
    isBypassEnough(policy, each.votes) &&
    (policy.allowSelfApproval || each.votes.every(({ id }) => id !== by.id)) &&
    blockOn(state, { gate: path, bypass: each }) === null
  const { bypasses } = standing
  const found = bypasses.find((each) => fits(each, commit)) ?? bypasses.find((each) => fits(each, null))
  return found ? { ...found, votes: respondersAmong(policy, found.votes) } : null
}
