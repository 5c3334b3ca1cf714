import { useId } from 'react'
import type { ActionName } from '../actions/action.ts'
import { refusalWords } from '../show/words.ts'
import { useWords } from '../words/words.ts'
import type { Running } from './use-action.ts'

interface ActionButtonProps<Input> {
  readonly name: ActionName
  readonly running: Running<Input>
  readonly onPress: () => void
  readonly className: string
  /** What the button is about, for those who do not see where it stands. */
  readonly about: string
  readonly isPressed?: boolean
  /** Called before anything else: what was said about other buttons is old then. */
  readonly onTouch: () => void
}

/**
 * A button that stays reachable when it is off: it then tells why, by description, on hover and when pressed. So the
 * focus is never lost and nothing moves when an action goes off.
 */
export function ActionButton<Input>(props: ActionButtonProps<Input>) {
  const { name, running, onPress, onTouch, className, about, isPressed } = props
  const { enabled, isPending } = running
  const words = useWords()
  const { label, progress } = words.actions[name]
  const why = useId()
  const isOff = !enabled.isOn && !isPending
  function press() {
    if (isPending) return
    onTouch()
    if (enabled.isOn) onPress()
    else running.tellWhy()
  }
  return (
    <>
      <button
        type="button"
        className={className}
        aria-disabled={isOff || isPending}
        aria-busy={isPending}
        aria-pressed={isPressed}
        aria-describedby={isOff ? why : undefined}
        title={enabled.isOn ? undefined : refusalWords(words, enabled)}
        onClick={press}
      >
        {isPending ? progress : label}
        <span className="visually-hidden"> {about}</span>
      </button>
      {!enabled.isOn && !isPending && (
        <span id={why} hidden>
          {refusalWords(words, enabled)}
        </span>
      )}
    </>
  )
}

interface RefusalProps {
  readonly error: string | null
}

/** What the link said against it. */
export const Refusal = ({ error }: RefusalProps) => (
  <div role="alert" className="refusal">
    {error}
  </div>
)
