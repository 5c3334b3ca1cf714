import type { Button } from './press.ts'
import type { Fingers } from './use-finger.ts'
import { useGadgetWords } from './words.ts'

interface CapProps extends Fingers {
  readonly button: Button
}

/** One of the three buttons. */
export const Cap = ({ button, down, handlersOf }: CapProps) => (
  <button
    type="button"
    className={`cap cap-${button} ${down === button ? 'is-down' : ''}`}
    aria-describedby={`how-${button}`}
    {...handlersOf(button)}
  >
    <span className="visually-hidden">{useGadgetWords()[button]}</span>
  </button>
)
