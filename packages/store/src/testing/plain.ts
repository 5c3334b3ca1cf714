import { type State, valuesOf } from '@boss-deployer/gate'

/** A state as plain data, so that two trees with the same entries are equal whatever their shape. */
export const plain = ({ sequence, at, gates, locks, due, presses }: State): unknown => ({
  sequence,
  at,
  gates: [...valuesOf(gates)].map((gate) => ({
    ...gate,
    waiting: [...valuesOf(gate.waiting)],
    unlocked: [...valuesOf(gate.unlocked)],
  })),
  locks: [...valuesOf(locks)],
  due: [...valuesOf(due)],
  presses: [...valuesOf(presses)],
})
