import { endingsAfter, withEndings } from './endings.ts'
import { type Ending, type GateView, gateAt, type OpenLock, type Told, type View } from './view.ts'
import type { Answer, Message } from './wire.ts'

/** The view after the link said something. Pure; a message that is older than what is known changes nothing. */
export function reduce(view: View, told: Told): View {
  switch (told.channel) {
    case 'sync':
      return told.isFirst || told.message.sequence >= view.sequence ? synced(view, told.message) : view
    case 'gate':
      return withGate(view, told.message)
    case 'lock':
      return withLock(view, told.message)
    case 'vote':
      return changed(view, told.message.uuid, (lock) => voted(lock, told.message))
    case 'unlock':
      return changed(view, told.message.uuid, (lock) => unlocked(lock, told.message))
    case 'reject': {
      const { uuid, rejectedBy, reason } = told.message
      return closed(view, uuid, { state: 'rejected', by: rejectedBy, reason })
    }
    case 'ended': {
      const { uuid, state, by, reason } = told.message
      return closed(view, uuid, { state, by, reason })
    }
    case 'claimed':
      return closed(view, told.message.uuid, { state: 'claimed', by: null, reason: null })
    case 'status':
      return turned(view, told.message)
    case 'warning': {
      const { uuid, expiresAt } = told.message
      return changed(view, uuid, (lock) => ({ ...lock, expiresAt }))
    }
    case 'nudge': {
      const { uuid, at } = told.message
      return changed(view, uuid, (lock) => ({ ...lock, nudgedAt: at }))
    }
  }
}

function synced({ locks: before, endings }: View, { sequence, gates, locks, events }: Answer<'sync'>): View {
  const open = locks.flatMap(openLockOf)
  return {
    sequence,
    gates: [...gates].sort(byPath),
    locks: open,
    endings: withEndings(endings, endingsAfter(before, open, events)),
  }
}

function openLockOf(lock: Answer<'sync'>['locks'][number]): readonly OpenLock[] {
  const { state, votes, claimedAt: _, end: __, timeLocked: ___, via: ____, nudgedAt = null, ...rest } = lock
  if (state !== 'locked' && state !== 'unlocked') return []
  return [{ ...rest, state, nudgedAt, voters: votes.map(({ id, name }) => ({ id, name })), votes: votes.length }]
}

const rankOf = (path: string): string => (path === 'root' ? '' : path.replaceAll('.', ' '))
const byPath = (one: GateView, other: GateView): number => (rankOf(one.gate) < rankOf(other.gate) ? -1 : 1)

function withGate(view: View, gate: GateView): View {
  const known = gateAt(view, gate.gate)
  if (known && known.sequence > gate.sequence) return view
  const others = view.gates.filter(({ gate: path }) => path !== gate.gate)
  const locks =
    known?.approvals === gate.approvals
      ? view.locks
      : view.locks.map((lock) => (lock.gate === gate.gate ? { ...lock, needed: gate.approvals } : lock))
  return {
    ...view,
    sequence: Math.max(view.sequence, gate.sequence),
    gates: [...others, gate].sort(byPath),
    locks,
  }
}

function withLock(view: View, message: Message<'lock'>): View {
  const { queueLength: _, ...said } = message
  if (view.locks.some(({ uuid }) => uuid === said.uuid))
    return changed(view, said.uuid, (lock) => ({ ...lock, ...said }))
  const added: OpenLock = {
    ...said,
    state: 'locked',
    place: 0,
    voters: [],
    votes: 0,
    needed: gateAt(view, said.gate)?.approvals ?? 1,
    commit: said.context.commit ?? null,
    approvedBy: null,
    unlockedAt: null,
    note: null,
    nudgedAt: null,
  }
  return withPlaces({ ...view, locks: [...view.locks, added] })
}

/** A voter votes once: a later vote takes the place of the first. */
function voted(lock: OpenLock, { by, votes, needed }: Message<'vote'>): OpenLock {
  const before = lock.voters.find(({ name }) => name === by)
  const others = lock.voters.filter((voter) => voter !== before)
  return { ...lock, voters: [...others, { id: before?.id ?? null, name: by }], votes, needed }
}

function unlocked(lock: OpenLock, message: Message<'unlock'>): OpenLock {
  const { approvedBy, approvers, unlockedAt, note } = message
  const voters = approvers.map(({ id, name }) => ({ id, name }))
  return {
    ...lock,
    state: 'unlocked',
    voters,
    votes: voters.length,
    approvedBy,
    unlockedAt,
    note,
    expiresAt: null,
  }
}

function turned(view: View, message: Message<'status'>): View {
  const gate = gateAt(view, message.gate)
  if (!gate) return view
  const { status, effective, changedAt, changedBy, reason, until } = message
  const standing = effective === status ? { heldBy: gate.gate, changedAt, changedBy, reason, until } : {}
  return withGate(view, { ...gate, status, effective, ...standing })
}

function changed(view: View, uuid: string, change: (lock: OpenLock) => OpenLock): View {
  return withPlaces({ ...view, locks: view.locks.map((lock) => (lock.uuid === uuid ? change(lock) : lock)) })
}

function closed(view: View, uuid: string, ending: Ending): View {
  return withPlaces({
    ...view,
    locks: view.locks.filter((lock) => lock.uuid !== uuid),
    endings: withEndings(view.endings, [[uuid, ending]]),
  })
}

/** A lock's place in its gate's queue, from 1; 0 when it does not wait. */
function withPlaces(view: View): View {
  const lengths = new Map<string, number>()
  const locks = view.locks.map((lock) => {
    const place = lock.state === 'locked' ? (lengths.get(lock.gate) ?? 0) + 1 : 0
    if (place > 0) lengths.set(lock.gate, place)
    return lock.place === place ? lock : { ...lock, place }
  })
  return { ...view, locks }
}
