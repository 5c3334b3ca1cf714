import type { GadgetPath } from '@boss-deployer/protocol/gadget'
import type { Press, View } from './wire.ts'

export type { GadgetPath, Press, View }

/** A moment: `at` only rises and measures; `wall` is what the clock on the wall says. Both milliseconds. */
export interface Moment {
  readonly at: number
  readonly wall: number
}

/** What was provisioned about a gadget. */
export interface Enrolled {
  readonly id: string
  readonly name: string
  readonly gate: string
  /** Hex, 32 bytes. */
  readonly macKey: string
  /** Where it is called: never where a packet came from. */
  readonly url: string
}

export interface Session {
  /** Our 16 random bytes in hex. */
  readonly id: string
  /** The nonce of the ping that asked for it. */
  readonly nonce: string
  readonly inKey: string
  readonly outKey: string
  readonly inCounter: number
  readonly outCounter: number
  /** Whether the gadget has taken our answer to its ping. Until then each message carries both nonces. */
  readonly isGreeted: boolean
}

/** A message to a gadget that is under way. There is one at a time. */
export interface Calling {
  readonly session: string
  readonly path: GadgetPath
  /** How often a torn connection sent it again at once. */
  readonly resets: number
}

export interface GadgetState {
  readonly enrolled: Enrolled
  /** Of its firmware, as its last ping said. */
  readonly version: string | null
  /** The highest boot counter, stored; older ones are refused. */
  readonly boot: number
  readonly lastPing: { readonly boot: number; readonly ping: number }
  readonly pingBudget: { readonly left: number; readonly at: number }
  /** A session whose boot counter is being stored. */
  readonly opening: { readonly boot: number; readonly session: Session } | null
  readonly session: Session | null
  /** The session before: it holds until the first valid message on the new one. */
  readonly previous: Session | null
  /** What it has to show, and the number of that state. */
  readonly view: View
  readonly sequence: number
  /** What changed since it was last told. */
  readonly dirty: GadgetPath | null
  readonly calling: Calling | null
  readonly beatAt: number
  /** Whether it took the last message. */
  readonly isOn: boolean
  /** The last press that was dealt with. */
  readonly answered: { readonly counter: number; readonly ok: boolean } | null
  /** The heads it was shown last, newest first: only these may be unlocked while the link is away. */
  readonly shown: readonly { readonly uuid: string; readonly gate: string }[]
}

/** `loose` and `passing` are `waiting` and `sending` of a press that is not stored. */
export type PressPhase = 'storing' | 'waiting' | 'sending' | 'loose' | 'passing' | 'overtaken'

/** A press as it is stored. */
export interface KeptPress {
  readonly press: Press
  /** Of the lock it answers, or the gate it turns. */
  readonly gate: string
  /** By the clock on our wall. */
  readonly pressedAt: number
}

export interface PressEntry extends KeptPress {
  readonly phase: PressPhase
  /** Whether the link was away: it is then delivered with the time of the press. */
  readonly isKept: boolean
  readonly attempts: number
  /** When it may be sent (again). */
  readonly retryAt: number
}

export interface ServerState {
  readonly name: string
  readonly gadgets: ReadonlyMap<string, GadgetState>
  /** The gates of our gadgets as the link told them last. */
  readonly gates: ReadonlyMap<string, Gate>
  /** The primary gate of each gadget as the link has it; null: it has not told. */
  readonly primary: ReadonlyMap<string, string> | null
  /** Whether the link is heard. */
  readonly link: boolean
  /** In order of arrival. */
  readonly presses: readonly PressEntry[]
  /** Messages refused for a wrong, replayed or missing MAC. */
  readonly refused: number
}

/** What of a gate's state a gadget shows. */
export interface Gate {
  readonly gate: string
  readonly effective: 'default' | 'released' | 'blocked'
  readonly until: string | null
  readonly queueLength: number
  readonly head: {
    readonly uuid: string
    readonly gate: string
    readonly pipeline: string
    readonly step: string
    readonly by: string
    readonly lockedAt: string
  } | null
  readonly sequence: number
}
