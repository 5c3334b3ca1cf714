import {
  type Event,
  type GatePath,
  gateOf,
  gatesAtOrBelow,
  isOpen,
  lockOf,
  type State,
  withAncestors,
} from '@boss-deployer/gate'
import { toWire } from '@boss-deployer/protocol'
import type { Published } from '../execute/outcome.ts'
import { gateStateOf } from '../views/gate-state.ts'
import { contextOf } from '../views/lock-view.ts'
import { type Announcement, announcementsOf, isForRequester, type Known } from './announce.ts'
import type { Hub } from './hub.ts'
import { roomsAbout, roomsOfMode } from './rooms.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Tells everybody concerned what a commit made true: who waits first, then servers and consoles. */
export function publisher(io: Hub, subscriptions: Subscriptions): (published: Published) => void {
  return ({ state, events, contexts }) => {
    const known: Known = {
      state,
      lockOf: (id) => lockOf(state, id),
      contextOf: (id) => contextOf(contexts.find(({ lock }) => lock === id) ?? null),
    }
    for (const event of events) {
      for (const announcement of announcementsOf(event, known)) tell(announcement, state)
      for (const id of locksOf(event)) noteHolding(id, state)
    }
    for (const path of gatesTouched(state, events)) tellGate(state, path)
  }

  function tell(announcement: Announcement, state: State): void {
    const { channel, gate, lock, message } = announcement
    const wire = toWire<object>(message)
    if (lock !== null && isForRequester(announcement)) subscriptions.tell(lock, channel, wire)
    emit(lock === null ? roomsOfMode(state, gate) : roomsAbout(gate), channel, () => wire)
  }

  function tellGate(state: State, path: GatePath): void {
    const gate = gateOf(state, path)
    if (gate) emit(roomsAbout(path), 'gate', () => toWire<object>(gateStateOf(state, gate)))
  }

  /** Nothing is made for rooms in which nobody is. */
  function emit(rooms: readonly string[], channel: string, make: () => object): void {
    const present = rooms.filter((room) => io.sockets.adapter.rooms.has(room))
    if (present.length > 0) io.to(present).emit(channel, make())
  }

  function noteHolding(id: string, state: State): void {
    const lock = lockOf(state, id)
    if (lock?.hold && isOpen(lock)) subscriptions.opened(id)
    else subscriptions.closed(id)
  }
}

function locksOf(event: Event): readonly string[] {
  if (event.type === 'mode-changed') return event.killed
  return event.type === 'locked' || event.type === 'claimed' || isEnd(event) ? [event.lock] : []
}

type EndEvent = Extract<Event, { type: 'rejected' | 'expired' | 'cancelled' | 'superseded' }>
const ends: ReadonlySet<string> = new Set<EndEvent['type']>(['rejected', 'expired', 'cancelled', 'superseded'])
const isEnd = (event: Event): event is EndEvent => ends.has(event.type)

/** Gates whose state looks different after these events, each once: those named, all above, and all below a mode. */
function gatesTouched(state: State, events: readonly Event[]): ReadonlySet<GatePath> {
  const touched = new Set<GatePath>()
  for (const event of events) {
    for (const path of withAncestors(event.gate)) touched.add(path)
    if (event.type === 'mode-changed') for (const { path } of gatesAtOrBelow(state, event.gate)) touched.add(path)
  }
  return touched
}
