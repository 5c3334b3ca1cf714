import {
  countedVotes,
  gateOf,
  keyTurnOf,
  type Lock,
  mayStillVote,
  neededVotes,
  placeOf,
  type State,
  type Vote,
} from '@boss-deployer/gate'
import { type Camel, fields, type LockViewWire, parse } from '@boss-deployer/protocol'
import type { Store, StoredContext } from '@boss-deployer/store'
import { strictObject } from 'zod/mini'
import { isoTime, isoTimeOrNull } from '../clock.ts'

export type LockView = Camel<LockViewWire>
export type Context = Pick<LockView, 'context' | 'source'>

const contextSchema = strictObject({ context: fields.context, source: fields.source })
const noContext: Context = { context: {}, source: {} }

/** What a pipeline told with its request, as it was stored; empty once it is erased. */
export function contextOf(stored: StoredContext | null): Context {
  if (stored === null) return noContext
  const parsed = parse(contextSchema, JSON.parse(stored.json))
  return parsed.ok ? parsed.value : noContext
}

const approverOf = ({ id, name, via, device }: Vote) => ({ id, name, via, device })

export const namesOf = (votes: readonly Vote[]): string => votes.map(({ name }) => name).join(', ')

/** A lock as it is now, for whoever may see its gate. */
export function lockViewOf(state: State, lock: Lock, { context, source }: Context): LockView {
  const policy = gateOf(state, lock.gate)?.policy
  const isApproved = lock.unlockedAt !== null
  const { votes, mayVote, twoKeys } = voteStandingOf(state, lock)
  return {
    uuid: lock.id,
    gate: lock.gate,
    pipeline: lock.pipeline,
    step: lock.step,
    state: lock.state,
    commit: lock.commit,
    requester: lock.requestedBy ?? lock.requester.name,
    lockedAt: isoTime(lock.lockedAt),
    expiresAt: isoTime(lock.expiresAt),
    place: placeOf(state, lock),
    votes: votes.map(approverOf),
    needed: policy ? neededVotes(policy) : 1,
    approvedBy: isApproved ? namesOf(lock.votes) : null,
    unlockedAt: isoTimeOrNull(lock.unlockedAt),
    claimedAt: isoTimeOrNull(lock.claimedAt),
    timeLocked: lock.unlockedAt === null ? null : lock.unlockedAt - lock.lockedAt,
    note: lock.note,
    via: isApproved ? (lock.votes.at(-1)?.via ?? null) : null,
    end: lock.end && { by: lock.end.by, reason: lock.end.reason, at: isoTime(lock.end.at) },
    context,
    source,
    twoKeys,
    mayVote,
    bypass: lock.bypass?.id ?? null,
    previous: previousOf(lock),
    contextForgottenAt: isoTimeOrNull(lock.contextForgottenAt),
    nudgedAt: isoTimeOrNull(lock.nudgedAt),
  }
}

/** The votes that count, who may still vote, and how the two keys stand. Once it is unlocked, all is as it was then. */
export function voteStandingOf(state: State, lock: Lock) {
  const policy = gateOf(state, lock.gate)?.policy
  if (!policy || lock.state !== 'locked') return { votes: lock.votes, mayVote: [], twoKeys: null }
  const turn = keyTurnOf(policy, lock)
  const pressed = turn?.pressed.map(({ vote: { id, name, device }, until }) => ({
    ...{ id, name, device },
    until: isoTime(until),
  }))
  return {
    votes: countedVotes(policy, lock),
    mayVote: mayStillVote(policy, lock),
    twoKeys: turn && pressed ? { windowMs: turn.windowMs, turned: turn.isTurned, pressed } : null,
  }
}

/** The approval before, as the lock was told it when it was asked for. */
export const previousOf = ({ lastApproved }: Pick<Lock, 'lastApproved'>): LockView['previous'] =>
  lastApproved && {
    lock: lastApproved.lock,
    commit: lastApproved.commit,
    approvedAt: isoTime(lastApproved.approvedAt),
  }

/** A lock with what is stored of its context. */
export async function loadLockView(store: Store, state: State, lock: Lock): Promise<LockView> {
  return lockViewOf(state, lock, contextOf(await store.context(lock.id)))
}
