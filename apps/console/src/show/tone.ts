import type { Standing } from '../view/live.ts'
import { type Mode, type View, waitingOf } from '../view/view.ts'

/** The states that have a colour, a shape and words of their own. `away`: what is true now is not known. */
export type Tone = Mode | 'waiting' | 'away'

/** The one state that matters most on the whole page: its headline, its title and its icon. */
export function toneOf(view: View, standing: Standing): Tone {
  if (standing.state === 'away' || standing.state === 'ended') return 'away'
  if (waitingOf(view).length > 0) return 'waiting'
  const modes = new Set(view.gates.map(({ effective }) => effective))
  if (modes.has('blocked')) return 'blocked'
  return modes.has('released') ? 'released' : 'default'
}
