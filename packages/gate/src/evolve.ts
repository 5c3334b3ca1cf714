import type { Event, EventOf, Request } from './events.ts'
import type { BypassId, EndState, Lock, LockId } from './lock.ts'
import type { GatePath } from './path.ts'
import { putGate, putLock } from './put.ts'
import { get, set } from './sorted.ts'
import { type Asked, askedKey, type Bypass, defaultStanding, gateOf, lockOf, openGate, type State } from './state.ts'

/** The state after an event. Total: an event that happened is never refused here. */
export function evolve(state: State, event: Event): State {
  const sequence = state.sequence + 1
  return remembered(happened({ ...state, sequence, at: Math.max(state.at, event.at) }, event), event)
}

function happened(state: State, event: Event): State {
  switch (event.type) {
    case 'gate-added':
      return putGate(state, openGate(event.gate, event.policy))
    case 'policy-changed': {
      const gate = gateOf(state, event.gate)
      return gate ? putGate(state, { ...gate, policy: event.policy }) : state
    }
    case 'locked':
      return withoutBypass(putLock(state, lockedLock(state, event)), event)
    case 'voted':
      return changed(state, event.lock, (lock) => ({
        ...lock,
        votes: withVote(lock, event.vote),
      }))
    case 'unlocked':
      return changed(state, event.lock, (lock) => ({
        ...lock,
        state: 'unlocked',
        votes: event.votes,
        unlockedAt: event.at,
        note: event.note,
        expiresAt: event.expiresAt,
        warnAt: null,
        listedAt: lock.hold ? null : state.sequence,
      }))
    case 'claimed':
      return changed(state, event.lock, (lock) => ({
        ...lock,
        state: 'claimed',
        claimedAt: event.at,
        warnAt: null,
        listedAt: lock.listedAt ?? state.sequence,
      }))
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return ended(state, event.lock, {
        state: event.type,
        at: event.at,
        by: event.by.name,
        reason: event.reason,
      })
    case 'warned':
      return changed(state, event.lock, (lock) => ({ ...lock, warnAt: null }))
    case 'nudged':
      return changed(state, event.lock, (lock) => ({ ...lock, nudgedAt: event.at }))
    case 'mode-changed':
      return modeChanged(state, event)
    case 'bypass-asked':
    case 'bypass-granted':
      return bypassVoted(state, event)
    case 'bypass-ended':
      return withoutBypass(state, event)
    case 'context-forgotten':
      return changed(state, event.lock, (lock) => ({ ...lock, contextForgottenAt: event.at }))
    case 'used':
      return changed(state, event.lock, (lock) => ({
        ...lock,
        use: event.key,
      }))
    case 'refused':
    case 'done':
    case 'guarded':
    case 'lights-tested':
    case 'unchanged':
    case 'key-changed':
    case 'access-changed':
    case 'press-refused':
      return state
  }
}

function lockedLock(state: State, event: EventOf<'locked'>): Lock {
  const {
    lock: id,
    gate,
    pipeline,
    pipelineKey,
    step,
    commit,
    requestedBy,
    hold,
    contextDigest,
    expiresAt,
    warnAt,
    bypass,
    lastApproved,
  } = event
  return {
    id,
    gate,
    order: state.sequence,
    pipeline,
    pipelineKey,
    step,
    commit,
    requester: { id: event.by.id, name: event.by.name },
    requestedBy,
    hold,
    contextDigest,
    contextForgottenAt: null,
    state: 'locked',
    lockedAt: event.at,
    expiresAt,
    warnAt,
    nudgedAt: null,
    votes: [],
    unlockedAt: null,
    note: null,
    claimedAt: null,
    use: null,
    end: null,
    listedAt: null,
    bypass: bypass === null ? null : { id: bypass, since: bypassIn(state, gate, bypass)?.since ?? state.sequence },
    lastApproved,
  }
}

const bypassIn = (state: State, gate: GatePath, id: BypassId): Bypass | undefined =>
  gateOf(state, gate)?.standing.bypasses.find((each) => each.id === id)

function bypassVoted(state: State, event: EventOf<'bypass-asked' | 'bypass-granted'>): State {
  const { gate: path, bypass: id, pipeline, step, commit, votes, expiresAt, reason } = event
  const known = bypassIn(state, path, id)
  const bypass = { id, pipeline, step, commit, votes, expiresAt, isGranted: event.type === 'bypass-granted' }
  return withBypasses(state, path, (all) => [
    ...all.filter((each) => each.id !== id),
    { ...bypass, reason: known?.reason ?? reason, since: known?.since ?? state.sequence },
  ])
}

const withoutBypass = (
  state: State,
  { gate, bypass }: { readonly gate: GatePath; readonly bypass: BypassId | null },
) => (bypass === null ? state : withBypasses(state, gate, (all) => all.filter(({ id }) => id !== bypass)))

function withBypasses(state: State, path: GatePath, change: (all: readonly Bypass[]) => readonly Bypass[]): State {
  const gate = gateOf(state, path)
  if (!gate) return state
  return putGate(state, { ...gate, standing: { ...gate.standing, bypasses: change(gate.standing.bypasses) } })
}

function modeChanged(state: State, event: EventOf<'mode-changed'>): State {
  const standing = {
    mode: event.to,
    changedAt: event.at,
    changedBy: event.by.name,
    reason: event.reason,
    until: event.until,
    sequence: state.sequence,
    bypasses: [],
  }
  const gate = gateOf(state, event.gate)
  const turned = gate ? putGate(state, { ...gate, standing }) : state
  const unreleased = event.ended.reduce((at, path) => {
    const below = gateOf(at, path)
    return below
      ? putGate(at, {
          ...below,
          standing: {
            ...defaultStanding,
            changedAt: event.at,
            changedBy: event.by.name,
            sequence: state.sequence,
          },
        })
      : at
  }, turned)
  const unbypassed = event.bypasses.reduce((at, path) => withBypasses(at, path, () => []), unreleased)
  const kill = {
    state: 'killed' as const,
    at: event.at,
    by: event.by.name,
    reason: event.reason,
  }
  return event.killed.reduce((at, id) => ended(at, id, kill), unbypassed)
}

type Ending = {
  readonly state: EndState
  readonly at: number
  readonly by: string
  readonly reason: string | null
}

function ended(state: State, id: LockId, { state: end, ...how }: Ending): State {
  return changed(state, id, (lock) => ({
    ...lock,
    state: end,
    end: how,
    warnAt: null,
  }))
}

function changed(state: State, id: LockId, change: (lock: Lock) => Lock): State {
  const lock = lockOf(state, id)
  return lock ? putLock(state, change(lock)) : state
}

/** A voter votes once; a later vote of the same voter, by another way, takes the place of the first. */
export function withVote({ votes }: Pick<Lock, 'votes'>, vote: Lock['votes'][number]): Lock['votes'] {
  return [...votes.filter(({ id }) => id !== vote.id), vote]
}

/** What is remembered of a message that named itself, by its event with this sequence. */
export function answerOf(event: Event, { kind, target, commit }: Request, sequence: number): Asked {
  return { kind, target, commit, sequence, lock: 'lock' in event ? event.lock : null }
}

function remembered(state: State, event: Event): State {
  const { request, press } = event
  const presses = press ? set(state.presses, press.gadget, press.counter) : state.presses
  if (request === null) return press ? { ...state, presses } : state
  const key = askedKey(event.by.id, request.id)
  const answer = answerOf(event, request, state.sequence)
  return { ...state, presses, asked: set(state.asked, key, [...(get(state.asked, key) ?? []), answer]) }
}
