import { type Sorted, sizeOf, valuesOf } from '../sorted.ts'
import type { Gate, State } from '../state.ts'

/** Tests only: a state as plain data, so that two trees with the same entries are equal whatever their shape. */
export function plain(state: State) {
  return {
    sequence: state.sequence,
    at: state.at,
    gates: listed(state.gates).map(plainGate),
    locks: listed(state.locks),
    series: listed(state.series).map(listed),
    due: listed(state.due),
    asked: listed(state.asked),
    presses: listed(state.presses),
    closed: listed(state.closed),
  }
}

const plainGate = (gate: Gate) => ({ ...gate, waiting: listed(gate.waiting), unlocked: listed(gate.unlocked) })

/** Entries in order; the size that the tree claims to have beside them. */
function listed<K extends string | number, V>(map: Sorted<K, V>): readonly V[] {
  const values = [...valuesOf(map)]
  if (values.length !== sizeOf(map)) throw new Error(`a tree of ${values.length} says that it has ${sizeOf(map)}`)
  return values
}
