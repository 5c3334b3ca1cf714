import { gadgetTimes } from '@boss-deployer/protocol'

export type Button = 'big' | 'green' | 'red'

/** What a button did: a deed, or why it did nothing. */
export type Pressed =
  | { readonly did: 'unlock'; readonly uuid: string }
  | { readonly did: 'release' | 'block' | 'default' }
  | { readonly did: null; readonly why: 'tooShort' | 'tooYoung' | 'nothing' }

/** A finger on a button: what was shown as it came down counts. */
export interface Finger {
  readonly button: Button
  readonly downAt: number
  /** The head that was shown then, and since when; null: nothing waited. */
  readonly head: { readonly uuid: string; readonly since: number } | null
}

const held = {
  big: { ms: gadgetTimes.defaultFrom, did: 'default' },
  green: { ms: gadgetTimes.releaseFrom, did: 'release' },
  red: { ms: gadgetTimes.blockFrom, did: 'block' },
} as const

/** How long a button is held until it acts by itself, milliseconds. */
export const actsAfter = (button: Button): number => held[button].ms

/** What a finger that was held until its button acts has done. */
export const heldOut = ({ button }: Finger): Pressed => ({ did: held[button].did })

/** What a finger has done that lets go before that: the gadget's own rules (firmware/core/buttons.cpp). */
export function letGo({ button, downAt, head }: Finger): Pressed {
  if (button !== 'big') return { did: null, why: 'tooShort' }
  if (!head) return { did: null, why: 'nothing' }
  if (downAt - head.since < gadgetTimes.shownFor) return { did: null, why: 'tooYoung' }
  return { did: 'unlock', uuid: head.uuid }
}
