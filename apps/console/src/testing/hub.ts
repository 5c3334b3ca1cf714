import { type Actor, apply, type Command, type Event, evolve, initialState, type State } from '@boss-deployer/gate'
import type { Told } from '../view/view.ts'
import type { Answer } from '../view/wire.ts'
import { messagesOf } from './messages.ts'
import { type Contexts, type contextOf, iso, presentOf } from './views.ts'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A command without what every command carries. */
export type Order = DistributiveOmit<Command, 'by' | 'at' | 'requestId' | 'press'>
type Live = Exclude<Told, { readonly channel: 'sync' }>
type EventView = Answer<'sync'>['events'][number]

export const person = (name: string, via: Actor['via'] = 'console'): Actor => ({
  id: `person:${name}`,
  name,
  via,
  device: null,
  groups: [],
})

/** A hub in memory, for tests and for looking at the page: the real rules, no network, no store. */
export function createHub() {
  let state: State = initialState
  let contexts: Contexts = new Map()
  const events: EventView[] = []
  const listeners = new Set<(told: Live) => void>()

  function record(event: Event) {
    const before = state
    state = evolve(state, event)
    const { at, ...rest } = event
    events.push({ ...rest, sequence: state.sequence, at: iso(at) })
    for (const told of messagesOf(before, state, event, contexts)) for (const hear of listeners) hear(told)
  }

  return {
    /** Decides an order, and what is due before it. */
    run(by: Actor, at: number, order: Order, said?: ReturnType<typeof contextOf>) {
      if (order.type === 'lock' && said) contexts = new Map(contexts).set(order.lock, said)
      const applied = apply(state, { ...order, by, at, requestId: null, press: null })
      for (const event of applied.events) record(event)
      return applied.result
    },
    listen(hear: (told: Live) => void): () => void {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    sync: (after: number): Answer<'sync'> => ({
      events: events.filter(({ sequence }) => sequence > after),
      more: false,
      ...presentOf(state, contexts),
    }),
    /** Newest first. */
    history: (before: number, limit: number) => {
      const older = events.filter(({ sequence }) => sequence < before).reverse()
      return { events: older.slice(0, limit), more: older.length > limit }
    },
  }
}

export type Hub = ReturnType<typeof createHub>
