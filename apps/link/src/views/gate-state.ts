import {
  allowsRelease,
  effectiveOf,
  type Gate,
  gateOf,
  headOf,
  neededVotes,
  queueLengthOf,
  ROOT,
  type State,
} from '@boss-deployer/gate'
import type { Camel, GateStateWire } from '@boss-deployer/protocol'
import { isoTime, isoTimeOrNull } from '../clock.ts'

export type GateState = Camel<GateStateWire>

/** A gate as it is now: its own mode, the effective one, and the head of the queue at or below it. */
export function gateStateOf(state: State, gate: Gate): GateState {
  const { mode: effective, heldBy, standing } = effectiveOf(state, gate.path)
  const head = headOf(state, gate.path)
  return {
    gate: gate.path,
    status: gate.standing.mode,
    effective,
    heldBy,
    changedAt: isoTimeOrNull(standing.changedAt),
    changedBy: standing.changedBy,
    reason: standing.reason,
    until: isoTimeOrNull(standing.until),
    queueLength: queueLengthOf(state, gate.path),
    head: head && {
      uuid: head.id,
      gate: head.gate,
      pipeline: head.pipeline,
      step: head.step,
      by: head.requestedBy ?? head.requester.name,
      lockedAt: isoTime(head.lockedAt),
    },
    allowRelease: allowsRelease(gate.policy),
    approvals: neededVotes(gate.policy),
    sequence: state.sequence,
    bypasses: gate.standing.bypasses.map(({ id, pipeline, step, commit, reason, votes, isGranted, expiresAt }) => ({
      ...{ bypass: id, pipeline, step, commit, reason, granted: isGranted },
      by: votes.map(({ name }) => name),
      expiresAt: isoTime(expiresAt),
    })),
  }
}

/** The same for a gate that is known to be there; the root where it is not. */
export function gateStateAt(state: State, path: string): GateState {
  const gate = gateOf(state, path) ?? gateOf(state, ROOT)
  if (!gate) throw new Error('the root gate is always there')
  return gateStateOf(state, gate)
}
