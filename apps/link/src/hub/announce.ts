import {
  type Event,
  type EventOf,
  effectiveOf,
  type Lock,
  type LockId,
  queueLengthOf,
  type State,
} from '@boss-deployer/gate'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { type Context, namesOf, previousOf, voteStandingOf } from '../views/lock-view.ts'

/** One message to everybody concerned by an event. */
export interface Announcement {
  readonly channel: string
  readonly gate: string
  /** The lock whose requester hears it; null: the message is about a gate. */
  readonly lock: LockId | null
  readonly message: object
}

/** A request and a reminder are news to those who may answer, none to who asked. */
export const isForRequester = ({ channel }: Announcement): boolean => channel !== 'lock' && channel !== 'nudge'

export interface Known {
  readonly state: State
  readonly lockOf: (id: LockId) => Lock | undefined
  readonly contextOf: (id: LockId) => Context
}

/** What an event means for those who listen. */
export function announcementsOf(event: Event, known: Known): readonly Announcement[] {
  switch (event.type) {
    case 'locked':
      return [about(event, 'lock', lockMessage(event, known))]
    case 'voted':
      return [about(event, 'vote', voteMessage(event, known))]
    case 'unlocked':
      return [about(event, 'unlock', unlockMessage(event, known))]
    case 'claimed':
      return [about(event, 'claimed', { uuid: event.lock, gate: event.gate, at: isoTime(event.at) })]
    case 'rejected': {
      const { lock: uuid, gate, reason, by, at } = event
      return [about(event, 'reject', { uuid, gate, rejectedBy: by.name, reason, rejectedAt: isoTime(at) })]
    }
    case 'expired':
    case 'cancelled':
    case 'superseded':
      return [about(event, 'ended', endedMessage(event, { uuid: event.lock, gate: event.gate, state: event.type }))]
    case 'warned':
      return [about(event, 'warning', { uuid: event.lock, gate: event.gate, expiresAt: isoTime(event.expiresAt) })]
    case 'lights-tested': {
      const { gadget, gate, by, at } = event
      const message = { gadget, gate, by: by.name, at: isoTime(at) }
      return [{ channel: 'light-test', gate, lock: null, message }]
    }
    case 'nudged':
      return [about(event, 'nudge', { uuid: event.lock, gate: event.gate, by: event.by.name, at: isoTime(event.at) })]
    case 'mode-changed':
      return modeAnnouncements(event, known)
    case 'gate-added':
    case 'bypass-asked':
    case 'bypass-granted':
    case 'bypass-ended':
    case 'policy-changed':
    case 'refused':
    case 'used':
    case 'context-forgotten':
    case 'done':
    case 'guarded':
    case 'unchanged':
    case 'key-changed':
    case 'access-changed':
    case 'press-refused':
      return []
  }
}

const about = (
  event: { readonly gate: string; readonly lock: LockId },
  channel: string,
  message: object,
): Announcement => ({
  channel,
  gate: event.gate,
  lock: event.lock,
  message,
})

function lockMessage(event: EventOf<'locked'>, { state, contextOf }: Known) {
  const { lock: uuid, gate, pipeline, step, requestedBy, by, at, expiresAt } = event
  return {
    uuid,
    gate,
    pipeline,
    step,
    requester: requestedBy ?? by.name,
    lockedAt: isoTime(at),
    expiresAt: isoTime(expiresAt),
    queueLength: queueLengthOf(state, gate),
    previous: previousOf(event),
    ...contextOf(uuid),
  }
}

function voteMessage({ lock: uuid, gate, vote, needed }: EventOf<'voted'>, { state, lockOf }: Known) {
  const lock = lockOf(uuid)
  const standing = lock ? voteStandingOf(state, lock) : { votes: [vote], mayVote: null, twoKeys: null }
  return { ...standing, uuid, gate, by: vote.name, votes: standing.votes.length, needed }
}

function unlockMessage({ lock: uuid, gate, votes, note, at }: EventOf<'unlocked'>, { lockOf }: Known) {
  const approvers = votes.map(({ id, name, via, device }) => ({ id, name, via, device }))
  return {
    uuid,
    gate,
    approvedBy: namesOf(votes),
    approvers,
    unlockedAt: isoTime(at),
    timeLocked: at - (lockOf(uuid)?.lockedAt ?? at),
    via: votes.at(-1)?.via ?? 'link',
    note,
  }
}

interface Ending {
  readonly by: { readonly name: string }
  readonly at: number
  readonly reason: string | null
}

const endedMessage = ({ by, at, reason }: Ending, of: { uuid: string; gate: string; state: string }) => ({
  ...of,
  by: by.name,
  reason,
  at: isoTime(at),
})

function modeAnnouncements(event: EventOf<'mode-changed'>, { state, lockOf }: Known): readonly Announcement[] {
  const { gate, to, at, by, reason, until } = event
  const effective = effectiveOf(state, gate).mode
  const message = {
    status: to,
    changedAt: isoTime(at),
    gate,
    effective,
    changedBy: by.name,
    reason,
    until: isoTimeOrNull(until),
  }
  const killed = event.killed.map((uuid): Announcement => {
    const of = lockOf(uuid)?.gate ?? gate
    return { channel: 'ended', gate: of, lock: uuid, message: endedMessage(event, { uuid, gate: of, state: 'killed' }) }
  })
  const status: Announcement = { channel: 'status', gate, lock: null, message }
  return to === 'default' ? [...killed, status, { ...status, channel: 'default' }] : [...killed, status]
}
