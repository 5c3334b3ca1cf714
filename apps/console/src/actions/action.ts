import type { Foreseen, Here } from '../rules.ts'
import type { Refusal } from '../show/words.ts'
import type { View } from '../view/view.ts'
import type { Link, Result, WireError } from '../view/wire.ts'
import type { Words } from '../words/words.ts'

/** What an action needs of the link's client. */
export type Client = Pick<Link, 'send'>

/** Whether a button is on, else why it is off. */
export type Enabled = { readonly isOn: true } | ({ readonly isOn: false } & Refusal)

export type Performed = Result<unknown, WireError>

export type ActionName = keyof Words['actions']

/** One thing a person can do here about a target (a lock or a gate), with what they add to it. */
export interface Action<Target, Input> {
  readonly name: ActionName
  enabled(view: View, target: Target, here: Here): Enabled
  /** Answered within the deadline, always; never throws. */
  perform(client: Client, target: Target, input: Input): Promise<Performed>
}

/** How long a decision may take, milliseconds. */
export const DEADLINE_MS = 8_000

const on: Enabled = { isOn: true }

/** On when the order would change something; off with the core's sentence, or with this one when all is so already. */
export function enabledBy(foreseen: Foreseen, already: Refusal): Enabled {
  if (!foreseen.ok) return { isOn: false, ...foreseen.error }
  return foreseen.events.length > 0 ? on : { isOn: false, ...already }
}
