import { blockOn, type Lock, type State } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'

/** What a call keeps of its lock, to know later whether a block holds it back. */
export const standingOf = ({ bypass }: Lock): Readonly<Record<string, string>> =>
  bypass === null ? {} : { bypass: bypass.id, since: String(bypass.since) }

/**
 * Whether a yes may be told now. A call may be made long after its claim, where the other side was away: a block that
 * has come since holds what has not begun.
 */
export function mayGoOn({ gate, data: { bypass: id, since } }: CallRow, state: State): boolean {
  const bypass = id === undefined || since === undefined ? null : { id, since: Number(since) }
  return blockOn(state, { gate, bypass }) === null
}
