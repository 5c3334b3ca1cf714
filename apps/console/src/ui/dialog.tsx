import { type FormEvent, type ReactNode, useId, useRef } from 'react'
import type { ActionName, Enabled } from '../actions/action.ts'
import { refusalWords } from '../show/words.ts'
import { useWords } from '../words/words.ts'
import { Refusal } from './action-button.tsx'
import { useDialogsWords } from './dialogs-words.ts'
import { Modal } from './modal.tsx'

interface DialogProps {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly action: ActionName
  readonly tone: 'go' | 'stop' | 'act'
  readonly enabled: Enabled
  readonly isPending: boolean
  readonly error: string | null
  /** Whether it was done: then the dialog closes. */
  readonly onSubmit: () => Promise<boolean>
  readonly onClose: () => void
}

/** A question before an action. */
export function Dialog(props: DialogProps) {
  const { title, children, action, tone, enabled, isPending, error, onSubmit, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  const why = useId()
  const first = useWords()
  const { label: submit, progress } = first.actions[action]
  const { cancel } = useDialogsWords()
  function close() {
    if (!isPending) dialog.current?.close()
  }
  async function submitAndClose() {
    if (await onSubmit()) dialog.current?.close()
  }
  function send(event: FormEvent) {
    event.preventDefault()
    if (!isPending && enabled.isOn) void submitAndClose()
  }
  return (
    <Modal ref={dialog} labelledBy={name} isHeld={isPending} onClose={onClose}>
      <form className="dialog-form" onSubmit={send}>
        <h2 id={name}>{title}</h2>
        {children}
        {!enabled.isOn && !isPending && (
          <p id={why} className="dialog-why">
            {refusalWords(first, enabled)}
          </p>
        )}
        <Refusal error={error} />
        <div className="dialog-actions">
          <button type="button" className="button quiet" aria-disabled={isPending} onClick={close}>
            {cancel}
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
    </Modal>
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
