import type { Event } from './events.ts'
import type { Lock, LockId } from './lock.ts'
import type { GatePath } from './path.ts'
import { putGate, putLock } from './put.ts'
import { get, set } from './sorted.ts'
import { type Asked, askedKey, type Gate, initialState, lockOf, openGate, type State } from './state.ts'

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

/** The state as a store kept it: without closed locks and answered messages, like after `forgetClosed`. */
export function restore({ sequence, at, gates, locks, presses }: Snapshot): State {
  const withGates = gates.reduce(
    (state, { path, policy, standing }) => putGate(state, { ...openGate(path, policy), standing }),
    { ...initialState, sequence, at },
  )
  const withPresses = presses.reduce((map, { gadget, counter }) => set(map, gadget, counter), initialState.presses)
  return locks.reduce(putLock, { ...withGates, presses: withPresses })
}

/** The state with a closed lock that a command is about to name. A lock that the state holds already is the newer one. */
export const withLoadedLock = (state: State, lock: Lock): State =>
  lockOf(state, lock.id) ? state : putLock(state, lock)

/** The state with the answers that a request id of this subject had before, beside those it holds already. */
export function withLoadedAnswers(state: State, subject: string, requestId: string, loaded: readonly Asked[]): State {
  const key = askedKey(subject, requestId)
  const held = get(state.asked, key) ?? []
  const known = new Set(held.map(({ sequence }) => sequence))
  const older = loaded.filter(({ sequence }) => !known.has(sequence))
  if (older.length === 0) return state
  const all = [...older, ...held].sort((one, other) => one.sequence - other.sequence)
  return { ...state, asked: set(state.asked, key, all) }
}

/** Rows by their keys. */
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
      case 'bypass-asked':
      case 'bypass-granted':
      case 'bypass-ended':
        gates.add(event.gate)
        break
      case 'mode-changed':
        for (const path of [event.gate, ...event.ended, ...event.bypasses]) gates.add(path)
        for (const id of event.killed) locks.add(id)
        break
      case 'locked':
        if (event.bypass !== null) gates.add(event.gate)
        locks.add(event.lock)
        break
      case 'voted':
      case 'unlocked':
      case 'claimed':
      case 'rejected':
      case 'expired':
      case 'cancelled':
      case 'superseded':
      case 'warned':
      case 'nudged':
      case 'used':
      case 'context-forgotten':
        locks.add(event.lock)
        break
      case 'refused':
      case 'done':
      case 'guarded':
      case 'lights-tested':
      case 'unchanged':
      case 'key-changed':
      case 'access-changed':
      case 'press-refused':
        break
    }
  }
  return { gates, locks, gadgets }
}
