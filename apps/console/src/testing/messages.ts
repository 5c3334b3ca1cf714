import { type Event, effectiveOf, lockOf, type State } from '@boss-deployer/gate'
import type { Told } from '../view/view.ts'
import { announcementOf, type Contexts, gateViewsOf, iso, lockViewOf } from './views.ts'

type Live = Exclude<Told, { readonly channel: 'sync' }>

/** What a console hears of an event, in the order in which the link says it. */
export function messagesOf(before: State, after: State, event: Event, contexts: Contexts): readonly Live[] {
  return [...ownMessages(after, event, contexts), ...gateMessages(before, after)]
}

function gateMessages(before: State, after: State): readonly Live[] {
  const known = new Map(gateViewsOf(before).map((gate) => [gate.gate, JSON.stringify({ ...gate, sequence: 0 })]))
  return gateViewsOf(after)
    .filter((gate) => known.get(gate.gate) !== JSON.stringify({ ...gate, sequence: 0 }))
    .map((message) => ({ channel: 'gate', message }))
}

function ownMessages(state: State, event: Event, contexts: Contexts): readonly Live[] {
  const at = iso(event.at)
  const by = event.by.name
  switch (event.type) {
    case 'locked': {
      const lock = lockOf(state, event.lock)
      return lock ? [{ channel: 'lock', message: announcementOf(state, lock, contexts) }] : []
    }
    case 'voted': {
      const votes = lockOf(state, event.lock)?.votes.length ?? 0
      const { lock: uuid, gate, needed } = event
      return [{ channel: 'vote', message: { uuid, gate, by, votes, needed, mayVote: null } }]
    }
    case 'unlocked': {
      const lock = lockOf(state, event.lock)
      if (!lock) return []
      const { uuid, gate, approvedBy, votes: approvers, timeLocked, via, note } = lockViewOf(state, lock, contexts)
      const answered = { approvedBy: approvedBy ?? by, approvers, unlockedAt: at, timeLocked: timeLocked ?? 0 }
      return [{ channel: 'unlock', message: { uuid, gate, ...answered, via: via ?? 'link', note } }]
    }
    case 'claimed':
      return [{ channel: 'claimed', message: { uuid: event.lock, gate: event.gate, at } }]
    case 'rejected': {
      const { lock: uuid, gate, reason } = event
      return [{ channel: 'reject', message: { uuid, gate, rejectedBy: by, reason, rejectedAt: at } }]
    }
    case 'expired':
    case 'cancelled':
    case 'superseded': {
      const { lock: uuid, gate, reason, type } = event
      return [{ channel: 'ended', message: { uuid, gate, state: type, by, reason, at } }]
    }
    case 'warned':
      return [{ channel: 'warning', message: { uuid: event.lock, gate: event.gate, expiresAt: iso(event.expiresAt) } }]
    case 'nudged':
      return [{ channel: 'nudge', message: { uuid: event.lock, gate: event.gate, by, at } }]
    case 'mode-changed': {
      const { gate, to, reason, until } = event
      const killed = event.killed.map((uuid): Live => {
        const path = lockOf(state, uuid)?.gate ?? gate
        return { channel: 'ended', message: { uuid, gate: path, state: 'killed', by, reason, at } }
      })
      const effective = effectiveOf(state, gate).mode
      const end = until === null ? null : iso(until)
      const message = { status: to, changedAt: at, gate, effective, changedBy: by, reason, until: end }
      return [...killed, { channel: 'status', message }]
    }
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
    case 'lights-tested':
    case 'unchanged':
    case 'key-changed':
    case 'access-changed':
    case 'press-refused':
      return []
  }
}
