import { isAtOrBelow } from '@boss-deployer/gate'
import { foresee, type Here } from '../rules.ts'
import type { GateView, OpenLock, View } from '../view/view.ts'
import { type Action, DEADLINE_MS, enabledBy } from './action.ts'
import type { Reason } from './lock-actions.ts'

export interface ReleaseInput extends Reason {
  readonly forMs: number
  readonly approvePending: boolean
}

/** For how long a release may be asked for, milliseconds. */
export const releaseTimes = [15 * 60_000, 60 * 60_000, 8 * 60 * 60_000] as const

const SOME_TIME_MS = 60_000

/** Lets every pipeline through, for a time. */
export const release: Action<GateView, ReleaseInput> = {
  name: 'release',
  enabled: (view, { gate }, here) =>
    enabledBy(
      foresee(view, here, {
        type: 'release',
        gate,
        until: here.now + SOME_TIME_MS,
        // Whether what waits is unlocked as well is asked next.
        approvePending: true,
        reason: 'a reason',
      }),
      { code: 'already_released', message: `${gate} is released already` },
    ),
  perform: (client, { gate }, { forMs, approvePending, reason }) => {
    const extra = { ...(approvePending ? { approvePending } : {}), ...(reason === '' ? {} : { reason }) }
    return client.send('status', { status: 'released', gate, forMs, ...extra }, DEADLINE_MS)
  },
}

/** Lets no pipeline through, and ends whatever waits. */
export const block: Action<GateView, Reason> = {
  name: 'block',
  enabled: (view, { gate }, here) =>
    enabledBy(foresee(view, here, { type: 'block', gate, reason: 'a reason' }), {
      code: 'already_blocked',
      message: `${gate} is blocked already`,
    }),
  perform: (client, { gate }, { reason }) => client.send('status', { status: 'blocked', gate, reason }, DEADLINE_MS),
}

/** Returns to asking. */
export const toDefault: Action<GateView, void> = {
  name: 'default',
  enabled: (view, { gate }, here) =>
    enabledBy(foresee(view, here, { type: 'default', gate, reason: null }), {
      code: 'already_default',
      message: `${gate} asks already`,
    }),
  perform: (client, { gate }) => client.send('status', { status: 'default', gate }, DEADLINE_MS),
}

/** What waits at or below a gate. */
export const pendingAt = ({ locks }: View, top: string): readonly OpenLock[] =>
  locks.filter(({ state, gate }) => state === 'locked' && isAtOrBelow(gate, top))

/** What a block would end, by the core itself. */
export interface BlockForeseen {
  readonly waiting: number
  readonly unlocked: number
  /** The gates at or below whose release ends. */
  readonly releases: readonly string[]
  readonly gatesBelow: number
}

export function foreseeBlock(view: View, gate: GateView, here: Here): BlockForeseen {
  const foreseen = foresee(view, here, { type: 'block', gate: gate.gate, reason: 'a reason' })
  const turn = foreseen.ok ? foreseen.events.find((event) => event.type === 'mode-changed') : undefined
  const killed = new Set(turn?.killed)
  const ending = view.locks.filter(({ uuid }) => killed.has(uuid))
  const own = gate.status === 'released' ? [gate.gate] : []
  return {
    waiting: ending.filter(({ state }) => state === 'locked').length,
    unlocked: ending.filter(({ state }) => state === 'unlocked').length,
    releases: [...own, ...(turn?.ended ?? [])],
    gatesBelow: view.gates.filter((it) => it.gate !== gate.gate && isAtOrBelow(it.gate, gate.gate)).length,
  }
}
