import { type FormEvent, type PointerEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Enabled } from '../actions/action.ts'
import { sentence } from '../show/words.ts'
import { Refusal } from './action-button.tsx'

interface DialogProps {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly submit: string
  readonly progress: string
  readonly tone: 'go' | 'stop' | 'act'
  readonly enabled: Enabled
  readonly isPending: boolean
  readonly error: string | null
  /** Whether it was done: then the dialog closes. */
  readonly onSubmit: () => Promise<boolean>
  readonly onClose: () => void
}

/** A question before an action. The browser holds the focus inside and gives it back afterwards. */
export function Dialog(props: DialogProps) {
  const { title, children, submit, progress, tone, enabled, isPending, error, onSubmit, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  const why = useId()
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal()
  }, [])

  function close() {
    // Closed by the element itself, so that it returns the focus; then it is taken away.
    if (!isPending) dialog.current?.close()
  }
  async function submitAndClose() {
    if (await onSubmit()) dialog.current?.close()
  }
  function send(event: FormEvent) {
    event.preventDefault()
    if (!isPending && enabled.isOn) void submitAndClose()
  }
  function pressBackdrop(event: PointerEvent) {
    if (event.target === dialog.current) close()
  }
  return (
    <dialog
      ref={dialog}
      aria-labelledby={name}
      onClose={onClose}
      onCancel={(event) => isPending && event.preventDefault()}
      onPointerDown={pressBackdrop}
    >
      <form className="dialog-form" onSubmit={send}>
        <h2 id={name}>{title}</h2>
        {children}
        {!enabled.isOn && !isPending && (
          <p id={why} className="dialog-why">
            {sentence(enabled.reason)}
          </p>
        )}
        <Refusal error={error} />
        <div className="dialog-actions">
          <button type="button" className="button quiet" aria-disabled={isPending} onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            className={`button ${tone}`}
            aria-disabled={isPending || !enabled.isOn}
            aria-busy={isPending}
            aria-describedby={enabled.isOn ? undefined : why}
          >
            {isPending ? progress : submit}
          </button>
        </div>
      </form>
    </dialog>
  )
}

interface ReasonFieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly isRequired?: boolean
  readonly onChange: (value: string) => void
}

/** Why somebody decides so. */
export function ReasonField({ label, hint, value, isRequired = false, onChange }: ReasonFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={2_000}
        value={value}
        aria-required={isRequired}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
      <p id={`${id}-hint`} className="hint">
        {hint}
      </p>
    </div>
  )
}
