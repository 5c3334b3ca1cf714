import type { Event } from './events.ts'
import type { Lock, LockId } from './lock.ts'
import type { GatePath } from './path.ts'
import { putGate, putLock } from './put.ts'
import { set } from './sorted.ts'
import { type Asked, askedKey, type Gate, initialState, openGate, type State } from './state.ts'

/** What a store keeps of the present: enough to make the state without reading the whole history. */
export interface Snapshot {
  readonly sequence: number
  readonly at: number
  readonly gates: readonly Pick<Gate, 'path' | 'policy' | 'standing'>[]
  /** The open locks. */
  readonly locks: readonly Lock[]
  readonly presses: readonly {
    readonly gadget: string
    readonly counter: number
  }[]
}

export function restore({ sequence, at, gates, locks, presses }: Snapshot): State {
  const withGates = gates.reduce(
    (state, { path, policy, standing }) => putGate(state, { ...openGate(path, policy), standing }),
    { ...initialState, sequence, at },
  )
  const withPresses = presses.reduce((map, { gadget, counter }) => set(map, gadget, counter), initialState.presses)
  return locks.reduce(putLock, { ...withGates, presses: withPresses })
}

/** The state with a closed lock that a command is about to name. */
export const withLoadedLock = putLock

/** The state with the answers that a request id of this subject had before. */
export const withLoadedAnswers = (state: State, subject: string, requestId: string, asked: readonly Asked[]): State =>
  asked.length === 0
    ? state
    : {
        ...state,
        asked: set(state.asked, askedKey(subject, requestId), asked),
      }

export interface Touched {
  readonly gates: ReadonlySet<GatePath>
  readonly locks: ReadonlySet<LockId>
  readonly gadgets: ReadonlySet<string>
}

/** Whose present state these events changed: the rows a store has to write. */
export function touchedBy(events: readonly Event[]): Touched {
  const gates = new Set<GatePath>()
  const locks = new Set<LockId>()
  const gadgets = new Set<string>()
  for (const event of events) {
    if (event.press) gadgets.add(event.press.gadget)
    switch (event.type) {
      case 'gate-added':
      case 'policy-changed':
        gates.add(event.gate)
        break
      case 'mode-changed':
        for (const path of [event.gate, ...event.ended]) gates.add(path)
        for (const id of event.killed) locks.add(id)
        break
      case 'locked':
      case 'voted':
      case 'unlocked':
      case 'claimed':
      case 'rejected':
      case 'expired':
      case 'cancelled':
      case 'superseded':
      case 'warned':
      case 'used':
        locks.add(event.lock)
        break
      case 'refused':
      case 'done':
      case 'guarded':
      case 'unchanged':
      case 'press-refused':
        break
    }
  }
  return { gates, locks, gadgets }
}
