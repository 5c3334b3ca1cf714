import { useId } from 'react'
import type { Running } from './use-action.ts'

interface ActionButtonProps<Input> {
  readonly label: string
  readonly progress: string
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
  const { label, progress, running, onPress, onTouch, className, about, isPressed } = props
  const { enabled, isPending } = running
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
        title={enabled.isOn ? undefined : enabled.reason}
        onClick={press}
      >
        {isPending ? progress : label}
        <span className="visually-hidden"> {about}</span>
      </button>
      {!enabled.isOn && !isPending && (
        <span id={why} hidden>
          {enabled.reason}
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
