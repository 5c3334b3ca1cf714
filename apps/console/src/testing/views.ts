import {
  allowsRelease,
  effectiveOf,
  type Gate,
  gateOf,
  headOf,
  isOpen,
  type Lock,
  placeOf,
  queueLengthOf,
  type State,
  valuesOf,
} from '@boss-deployer/gate'
import type { GateView } from '../view/view.ts'
import type { Answer, Message } from '../view/wire.ts'

type LockView = Answer<'sync'>['locks'][number]
/** What pipelines told of their locks, by uuid. */
export type Contexts = ReadonlyMap<string, Pick<LockView, 'context' | 'source'>>

export const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))
export const contextOf = (contexts: Contexts, uuid: string) => contexts.get(uuid) ?? { context: {}, source: {} }

export function gateViewOf(state: State, gate: Gate): GateView {
  const { mode, heldBy, standing } = effectiveOf(state, gate.path)
  const head = headOf(state, gate.path)
  return {
    gate: gate.path,
    status: gate.standing.mode,
    effective: mode,
    heldBy,
    changedAt: isoOrNull(standing.changedAt),
    changedBy: standing.changedBy,
    reason: standing.reason,
    until: isoOrNull(standing.until),
    queueLength: queueLengthOf(state, gate.path),
    head: head && {
      uuid: head.id,
      gate: head.gate,
      pipeline: head.pipeline,
      step: head.step,
      by: head.requestedBy ?? head.requester.name,
      lockedAt: iso(head.lockedAt),
    },
    allowRelease: allowsRelease(gate.policy),
    approvals: gate.policy.approvals,
    sequence: state.sequence,
    bypasses: gate.standing.bypasses.map(({ id, pipeline, step, commit, reason, votes, isGranted, expiresAt }) => ({
      ...{ bypass: id, pipeline, step, commit, reason, granted: isGranted },
      by: votes.map(({ name }) => name),
      expiresAt: iso(expiresAt),
    })),
  }
}

export function lockViewOf(state: State, lock: Lock, contexts: Contexts): LockView {
  const isApproved = lock.unlockedAt !== null
  return {
    uuid: lock.id,
    gate: lock.gate,
    pipeline: lock.pipeline,
    step: lock.step,
    state: lock.state,
    commit: lock.commit,
    requester: lock.requestedBy ?? lock.requester.name,
    lockedAt: iso(lock.lockedAt),
    expiresAt: iso(lock.expiresAt),
    place: placeOf(state, lock),
    votes: lock.votes.map(({ id, name, via, device }) => ({ id, name, via, device })),
    needed: gateOf(state, lock.gate)?.policy.approvals ?? 1,
    approvedBy: isApproved ? lock.votes.map(({ name }) => name).join(', ') : null,
    unlockedAt: isoOrNull(lock.unlockedAt),
    claimedAt: isoOrNull(lock.claimedAt),
    timeLocked: lock.unlockedAt === null ? null : lock.unlockedAt - lock.lockedAt,
    note: lock.note,
    via: isApproved ? (lock.votes.at(-1)?.via ?? null) : null,
    end: lock.end && { ...lock.end, at: iso(lock.end.at) },
    ...contextOf(contexts, lock.id),
  }
}

export function gateViewsOf(state: State): readonly GateView[] {
  return [...valuesOf(state.gates)].map((gate) => gateViewOf(state, gate))
}

/** What a sync answers about the present. */
export function presentOf(state: State, contexts: Contexts): Pick<Answer<'sync'>, 'sequence' | 'gates' | 'locks'> {
  const open = [...valuesOf(state.locks)].filter(isOpen).sort((one, other) => one.order - other.order)
  return {
    sequence: state.sequence,
    gates: gateViewsOf(state),
    locks: open.map((lock) => lockViewOf(state, lock, contexts)),
  }
}

export function announcementOf(state: State, lock: Lock, contexts: Contexts): Message<'lock'> {
  const { uuid, gate, pipeline, step, requester, lockedAt, expiresAt, context, source } = lockViewOf(
    state,
    lock,
    contexts,
  )
  const queueLength = queueLengthOf(state, gate)
  return { uuid, gate, pipeline, step, requester, lockedAt, expiresAt, context, source, queueLength }
}
