import type { Button } from './press.ts'
import type { Shown } from './shown.ts'
import type { Deed } from './use-order.ts'

export type Colour = 'blue' | 'green' | 'red' | 'amber'

/** What the five lights do, and how long one round, one flash or one filling takes, milliseconds. */
export interface Lighting {
  readonly name: `is-${Shown['state'] | Deed}` | `fills-${Button}`
  readonly colour: Colour
  readonly motion: 'still' | 'one' | 'slide' | 'flash' | 'fill'
  readonly ms: number
}

type Look = Pick<Lighting, 'colour' | 'motion'>

const standing: Readonly<Record<Shown['state'], Look>> = {
  away: { colour: 'amber', motion: 'still' },
  idle: { colour: 'blue', motion: 'one' },
  locked: { colour: 'blue', motion: 'slide' },
  blocked: { colour: 'red', motion: 'slide' },
  released: { colour: 'green', motion: 'flash' },
}
const sent: Readonly<Record<Deed, Colour>> = { unlock: 'blue', default: 'blue', release: 'green', block: 'red' }
const filled: Readonly<Record<Button, Colour>> = { big: 'blue', green: 'green', red: 'red' }

interface Doing {
  readonly pending: Deed | null
  readonly down: Button | null
  /** How long that button has to be held, milliseconds. */
  readonly fillMs: number
}

/** A press on its way holds its colour, a finger fills the lights; else they tell what is. */
export function lightingOf({ state, turnMs }: Pick<Shown, 'state' | 'turnMs'>, doing: Doing): Lighting {
  const { pending, down, fillMs } = doing
  if (pending) return { name: `is-${pending}`, colour: sent[pending], motion: 'still', ms: turnMs }
  if (down) return { name: `fills-${down}`, colour: filled[down], motion: 'fill', ms: fillMs }
  return { name: `is-${state}`, ...standing[state], ms: turnMs }
}
