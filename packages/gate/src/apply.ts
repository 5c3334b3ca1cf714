import type { Command } from './commands.ts'
import { decide } from './decide/decide.ts'
import type { Decided } from './decide/decision.ts'
import { nextDue } from './due.ts'
import type { GateError } from './errors.ts'
import type { Event } from './events.ts'
import { evolve } from './evolve.ts'
import type { Result } from './result.ts'
import { remove, valuesOf } from './sorted.ts'
import type { State } from './state.ts'

/** The state and the events that led to it, oldest first. */
export interface Advanced {
  readonly state: State
  readonly events: readonly Event[]
}

/** What came of a command: also the events that were due before it, which happened even where it is refused. */
export interface Applied extends Advanced {
  readonly result: Result<Decided, GateError>
}

/** Decides everything that is due by `now`. */
export function advance(state: State, now: number): Advanced {
  const events: Event[] = []
  let at = state
  for (let event = nextDue(at, now); event !== null; event = nextDue(at, now)) {
    events.push(event)
    at = evolve(at, event)
  }
  return { state: at, events }
}

/** The whole core in one line for callers: what is due first, then the command. Its events are to be stored also when it is refused. */
export function apply(state: State, command: Command): Applied {
  const advanced = advance(state, command.at)
  const result = decide(advanced.state, command)
  if (!result.ok) return { ...advanced, result }
  const { events } = result.value
  return {
    state: events.reduce(evolve, advanced.state),
    events: [...advanced.events, ...events],
    result,
  }
}

/** The state without what only the record has to remember: closed locks and answered messages. */
export function forgetClosed(state: State): State {
  const locks = [...valuesOf(state.closed)].reduce((open, id) => remove(open, id), state.locks)
  return { ...state, locks, closed: null, asked: null }
}
