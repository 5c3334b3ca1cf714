import { remembered } from '../shell/remembered.ts'
import { play } from './play.ts'

/** What a browser remembers of it: `on`, else it is silent. */
export const CHIME = 'chime'

/** Two tones as somebody begins to wait, in the tab that is seen, where that is wanted. */
export function chime(): void {
  if (remembered(CHIME) !== 'on' || document.visibilityState !== 'visible') return
  play({ tonesHz: [660, 880], toneS: 0.14, lengthS: 0.28 })
}
