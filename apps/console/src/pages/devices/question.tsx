import { type FormEvent, type ReactNode, type RefObject, useId, useRef, useState } from 'react'
import { refusalWords } from '../../show/words.ts'
import { Refusal } from '../../ui/action-button.tsx'
import { useLive } from '../../ui/context.ts'
import { Modal } from '../../ui/modal.tsx'
import type { WireError } from '../../view/wire.ts'
import { useWords } from '../../words/words.ts'
import { useDevicesWords } from './words.ts'

interface QuestionProps {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly submit: string
  readonly progress: string
  readonly tone: 'stop' | 'act'
  /** Where there is nothing more to ask: it only closes. */
  readonly isDone?: boolean
  /** Closes when it was done, unless it shows what came of it. */
  readonly onSubmit: () => Promise<{ readonly error: WireError } | 'close' | 'stay'>
  readonly onClose: () => void
}

/** A question before something is done at the link. */
export function Question({
  title,
  children,
  submit,
  progress,
  tone,
  isDone = false,
  onSubmit,
  onClose,
}: QuestionProps) {
  const words = useDevicesWords()
  const { standing } = useLive()
  const dialog: RefObject<HTMLDialogElement | null> = useRef(null)
  const name = useId()
  const why = useId()
  const first = useWords()
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const isAway = standing.state !== 'live'
  async function perform() {
    setPending(true)
    setError(null)
    const outcome = await onSubmit()
    setPending(false)
    if (outcome === 'close') dialog.current?.close()
    else if (outcome !== 'stay') setError(refusalWords(first, outcome.error))
  }
  function send(event: FormEvent) {
    event.preventDefault()
    if (!isPending && !isAway && !isDone) void perform()
  }
  return (
    <Modal ref={dialog} labelledBy={name} isHeld={isPending} onClose={onClose}>
      <form className="dialog-form" onSubmit={send}>
        <h2 id={name}>{title}</h2>
        {children}
        {isAway && (
          <p id={why} className="dialog-why">
            {words.linkAway}
          </p>
        )}
        <Refusal error={error} />
        <div className="dialog-actions">
          <button
            type="button"
            className="button quiet"
            aria-disabled={isPending}
            onClick={() => !isPending && dialog.current?.close()}
          >
            {isDone ? words.close : words.cancel}
          </button>
          {!isDone && (
            <button
              type="submit"
              className={`button ${tone}`}
              aria-disabled={isPending || isAway}
              aria-busy={isPending}
              aria-describedby={isAway ? why : undefined}
            >
              {isPending ? progress : submit}
            </button>
          )}
        </div>
      </form>
    </Modal>
  )
}
