import {
  type Actor,
  apply,
  type Command,
  type Event,
  gateOf,
  initialState,
  lockOf,
  type State,
  touchedBy,
} from '@boss-deployer/gate'
import type { Appended, Batch, Store, StoredContext } from '../store.ts'

const START = 1_700_000_000_000

export const ada: Actor = { id: 'ada', name: 'Ada', via: 'cli', device: null, groups: ['ops'] }
export const ci: Actor = { id: 'token:ci', name: 'CI', via: 'socket', device: null, groups: [] }

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A command before it is known who says it, when, and as which message. */
export type Saying = DistributiveOmit<Command, 'by' | 'at' | 'requestId' | 'press'> &
  Partial<Pick<Command, 'by' | 'requestId' | 'press'>>

/** What the core makes of commands, as a store is told it. */
export interface Story {
  readonly state: State
  /** Decides commands one after another: all of it is one batch. */
  decide(sayings: readonly Saying[], contexts?: readonly StoredContext[]): Batch
  /** Decides and stores; throws when one of them is refused. */
  tell(store: Store, ...sayings: readonly Saying[]): Promise<Appended>
}

/** A story from the beginning; each command comes `everyMs` after the one before. */
export function storyOf(everyMs = 1): Story {
  let state = initialState
  let at = START

  function play(sayings: readonly Saying[]): {
    readonly events: readonly Event[]
    readonly refusals: readonly string[]
  } {
    const events: Event[] = []
    const refusals: string[] = []
    for (const saying of sayings) {
      at += everyMs
      const by = saying.type === 'lock' || saying.type === 'claim' ? ci : ada
      const applied = apply(state, { by, requestId: null, press: null, ...saying, at })
      state = applied.state
      events.push(...applied.events)
      if (!applied.result.ok) refusals.push(applied.result.error.message)
    }
    return { events, refusals }
  }

  return {
    get state() {
      return state
    },
    decide: (sayings, contexts = []) => {
      const { events } = play(sayings)
      return batchOf(state, events, contexts)
    },
    async tell(store, ...sayings) {
      const { sequence } = state
      const { events, refusals } = play(sayings)
      if (refusals.length > 0) throw new Error(refusals.join(', '))
      const appended = await store.append(sequence, batchOf(state, events, []))
      if (!appended.ok) throw new Error(`the record ends at ${appended.error.head.sequence}, not at ${sequence}`)
      return appended.value
    },
  }
}

/** Events with the rows that they changed, as they are after the last of them. */
function batchOf(state: State, events: readonly Event[], contexts: readonly StoredContext[]): Batch {
  const { gates, locks, gadgets } = touchedBy(events)
  const press = new Map(events.flatMap(({ press }) => (press ? [[press.gadget, press]] : [])))
  return {
    events,
    gates: [...gates].flatMap((path) => gateOf(state, path) ?? []),
    locks: [...locks].flatMap((id) => lockOf(state, id) ?? []),
    presses: [...gadgets].flatMap((gadget) => press.get(gadget) ?? []),
    contexts,
  }
}

/** Nothing but events. */
export const bare = (...events: readonly Event[]): Batch => ({
  events,
  gates: [],
  locks: [],
  presses: [],
  contexts: [],
})
