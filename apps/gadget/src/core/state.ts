import type { PressAction, press } from '@boss-deployer/protocol'
import type { desiredState, GadgetPath, ServerPath } from '@boss-deployer/protocol/gadget'
import type { Camel, WireOf } from './wire.ts'

/** What was provisioned into this gadget. Keys are 32 bytes in hex. */
export interface Self {
  readonly id: string
  readonly gate: string
  readonly macKey: string
  readonly pressKey: string
  /** Rises with every power-up; kept in the EEPROM, here in a file. */
  readonly boot: number
}

export type Button = 'unlock' | 'release' | 'block'
export const buttons: readonly Button[] = ['unlock', 'release', 'block']

export type DesiredState = Camel<WireOf<typeof desiredState>>
export type Press = WireOf<typeof press>

/** One session with the server: counters of both directions only rise. */
export interface Session {
  /** The server's 16 random bytes in hex. */
  readonly id: string
  readonly inKey: string
  readonly outKey: string
  readonly inCounter: number
  readonly outCounter: number
}

/** What the gadget was told last, and when. */
export interface Shown extends DesiredState {
  readonly receivedAt: number
}

/** What became of a button that was pressed. */
export interface Deed {
  readonly did: PressAction | 'nothing'
  readonly why: 'sent' | 'too short' | 'nothing waits' | 'too young' | 'busy' | 'worn out'
  readonly counter?: number
  readonly uuid?: string
}

export interface Hold {
  readonly button: Button
  readonly downAt: number
  /** The head at that moment and since when it was shown: what an unlock answers. */
  readonly head: { readonly uuid: string; readonly since: number } | null
  /** Set once the hold was long enough to act before the button came up. */
  readonly deed: Deed | null
}

/** A press on its way: until a state says it was answered, or it gives up. */
export interface Pending {
  readonly press: Press
  readonly action: PressAction
  readonly pressedAt: number
  /** When it is sent (again). */
  readonly retryAt: number
  /** How often a torn connection sent it again at once. */
  readonly resets: number
}

export type FlashName = 'found' | 'default' | 'refused' | 'ignored' | 'test'

export interface GadgetState {
  readonly self: Self
  /** The number of the last ping and press of this boot. */
  readonly pings: number
  readonly presses: number
  /** The nonce of the last ping, while nobody answered it. */
  readonly outstanding: string | null
  /** When to ping; null while the server is heard. */
  readonly pingAt: number | null
  readonly session: Session | null
  /** When the server was last heard with a valid MAC. */
  readonly heardAt: number
  readonly shown: Shown | null
  /** Since when the present head is shown. */
  readonly headSince: number
  readonly holds: readonly Hold[]
  readonly pending: Pending | null
  readonly flash: { readonly name: FlashName; readonly from: number } | null
  /** Messages refused for a wrong, replayed or missing MAC. */
  readonly refused: number
}

/** A message from outside, as it came. Absent headers are empty. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly gadget: string
  readonly session: string
  readonly counter: string
  readonly mac: string
  readonly body: string
}

export type Input =
  | { readonly type: 'tick' }
  | { readonly type: 'down'; readonly button: Button }
  | { readonly type: 'up'; readonly button: Button }
  /** The finger went away without letting go, as a page does that loses its focus: no press. */
  | { readonly type: 'slip'; readonly button: Button }
  | { readonly type: 'arrived'; readonly message: Arrived }
  /** How a message of ours went: an HTTP status, a torn connection, or no answer at all. */
  | { readonly type: 'posted'; readonly path: ServerPath; readonly outcome: number | 'reset' | 'failed' }

/** A message to the server. */
export interface Post {
  readonly path: ServerPath
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Output {
  readonly posts: readonly Post[]
  /** The HTTP status for the message that arrived. */
  readonly status: number | null
  /** What a button did, when it came up. */
  readonly deed: Deed | null
}

export interface Stepped {
  readonly state: GadgetState
  readonly output: Output
}

export const nothing: Output = { posts: [], status: null, deed: null }

export type { GadgetPath, ServerPath }

/** A gadget that was just switched on. */
export function initialState(self: Self, now: number): GadgetState {
  return {
    self,
    pings: 0,
    presses: 0,
    outstanding: null,
    pingAt: now,
    session: null,
    heardAt: now,
    shown: null,
    headSince: now,
    holds: [],
    pending: null,
    flash: null,
    refused: 0,
  }
}
