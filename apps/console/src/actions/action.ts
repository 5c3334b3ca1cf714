import type { Here } from '../rules.ts'
import type { View } from '../view/view.ts'
import type { Link, Result, WireError } from '../view/wire.ts'

/** What an action needs of the link's client. */
export type Client = Pick<Link, 'send'>

/** Whether a button is on, else why it is off. */
export type Enabled = { readonly isOn: true } | { readonly isOn: false; readonly reason: string }

export type Performed = Result<unknown, WireError>

/** One thing a person can do here about a target (a lock or a gate), with what they add to it. */
export interface Action<Target, Input> {
  readonly name: string
  readonly label: string
  /** The label while it is under way. */
  readonly progress: string
  enabled(view: View, target: Target, here: Here): Enabled
  /** Answered within the deadline, always; never throws. */
  perform(client: Client, target: Target, input: Input): Promise<Performed>
}

/** How long a decision may take, milliseconds. */
export const DEADLINE_MS = 8_000

const on: Enabled = { isOn: true }

/** On when the order would change something; off with the core's sentence, or with this one when all is so already. */
export function enabledBy(
  foreseen:
    | { readonly ok: true; readonly events: readonly unknown[] }
    | { readonly ok: false; readonly reason: string },
  already: string,
): Enabled {
  if (!foreseen.ok) return { isOn: false, reason: foreseen.reason }
  return foreseen.events.length > 0 ? on : { isOn: false, reason: already }
}
