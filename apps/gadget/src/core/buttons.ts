import type { PressAction } from '@boss-deployer/protocol'
import { makePress } from './press.ts'
import { withFlash } from './receive.ts'
import type { Button, Deed, GadgetState, Hold } from './state.ts'
import { times } from './times.ts'

/** What a button does by itself once it was held so long. */
const held: Readonly<Record<Button, { readonly after: number; readonly action: Exclude<PressAction, 'unlock'> }>> = {
  unlock: { after: times.defaultFrom, action: 'default' },
  release: { after: times.releaseFrom, action: 'release' },
  block: { after: times.blockFrom, action: 'block' },
}

/** When a button that is down will act. */
export const actsAt = ({ button, downAt }: Hold): number => downAt + held[button].after

export function buttonDown(state: GadgetState, button: Button, now: number): GadgetState {
  if (state.holds.some((hold) => hold.button === button)) return state
  const uuid = state.shown?.head?.uuid
  const head = uuid === undefined ? null : { uuid, since: state.headSince }
  return { ...state, holds: [...state.holds, { button, downAt: now, head, deed: null }] }
}

/** Lets every button act that has been held long enough. */
export function actHeld(state: GadgetState, now: number): GadgetState {
  return state.holds.reduce((before, hold) => {
    if (hold.deed || now < actsAt(hold)) return before
    const { state: after, deed } = makePress(before, held[hold.button].action, before.self.gate, now)
    return { ...after, holds: after.holds.map((it) => (it === hold ? { ...it, deed } : it)) }
  }, state)
}

export const buttonSlip = (state: GadgetState, button: Button): GadgetState => ({
  ...state,
  holds: state.holds.filter((hold) => hold.button !== button),
})

interface Released {
  readonly state: GadgetState
  readonly deed: Deed | null
}

export function buttonUp(before: GadgetState, button: Button, now: number): Released {
  const state = actHeld(before, now)
  const hold = state.holds.find((it) => it.button === button)
  if (!hold) return { state, deed: null }
  const up = { ...state, holds: state.holds.filter((it) => it !== hold) }
  if (hold.deed) return { state: up, deed: hold.deed }
  if (button !== 'unlock' || now - hold.downAt < times.unlockFrom)
    return { state: up, deed: { did: 'nothing', why: 'too short' } }
  return unlock(up, hold, now)
}

/** An unlock answers the head that was shown half a second before the press, never one that slid into its place. */
function unlock(state: GadgetState, { head, downAt }: Hold, now: number): Released {
  const ignore = (why: Deed['why']): Released => ({
    state: withFlash(state, 'ignored', now),
    deed: { did: 'nothing', why },
  })
  if (!head) return ignore('nothing waits')
  if (downAt - head.since < times.shownFor) return ignore('too young')
  return makePress(state, 'unlock', head.uuid, now)
}
