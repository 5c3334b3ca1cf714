import { isAtOrBelow } from '@boss-deployer/gate'
import { flashMs, roundMs } from '@boss-deployer/protocol'
import type { Standing } from '../../view/live.ts'
import { type GateView, gateAt, type OpenLock, type View } from '../../view/view.ts'

/** What a gadget of this gate shows. */
export interface Shown {
  readonly state: 'away' | 'idle' | 'locked' | 'released' | 'blocked'
  /** What waits longest at the gate or below it: what a short press answers. */
  readonly head: OpenLock | null
  readonly queueLength: number
  /** How long the lights take for one round or one flash, milliseconds. */
  readonly turnMs: number
}

const BLOCKED_TURN_MS = 1_100
const IDLE_TURN_MS = 6_000

/** What a gadget of this gate shows now; in doubt, that it does not know. */
export function shownOf(view: View, standing: Standing, { gate, effective, until }: GateView, now: number): Shown {
  const waiting = view.locks.filter((lock) => lock.state === 'locked' && isAtOrBelow(lock.gate, gate))
  const head = waiting[0] ?? null
  const queueLength = waiting.length
  if (standing.state !== 'live') return { state: 'away', head: null, queueLength: 0, turnMs: IDLE_TURN_MS }
  if (effective === 'blocked') return { state: 'blocked', head: null, queueLength, turnMs: BLOCKED_TURN_MS }
  if (effective === 'released') {
    const restMs = until === null ? Number.POSITIVE_INFINITY : Date.parse(until) - now
    return { state: 'released', head: null, queueLength, turnMs: flashMs(restMs) }
  }
  if (!head) return { state: 'idle', head, queueLength, turnMs: IDLE_TURN_MS }
  return { state: 'locked', head, queueLength, turnMs: roundMs(now - Date.parse(head.lockedAt), queueLength) }
}

/** The gate that the address names, else the first. */
export const gateMeant = (view: View, named: string | null): GateView | undefined =>
  (named === null ? undefined : gateAt(view, named)) ?? view.gates[0]
