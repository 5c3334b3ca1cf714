import { useState } from 'react'
import { Form } from '../../people/form.tsx'
import type { Sent } from './read.ts'
import { useSettingsWords } from './words.ts'

interface ConfirmProps {
  readonly label: string
  /** What comes of it. */
  readonly consequence: string
  readonly onSend: () => Sent
  readonly onDone: () => void
}

/** Something that is not taken back: first what comes of it, then the deed. */
export function Confirm({ label, consequence, onSend, onDone }: ConfirmProps) {
  const words = useSettingsWords()
  const [isAsked, setAsked] = useState(false)
  if (!isAsked) {
    return (
      <button type="button" className="button stop-quiet" onClick={() => setAsked(true)}>
        {label}…
      </button>
    )
  }
  return (
    <fieldset className="settings-confirm" aria-label={label}>
      <p role="alert">{consequence}</p>
      <Form submit={label} tone="stop-quiet" onSend={onSend} onDone={onDone} />
      <button type="button" className="button quiet" onClick={() => setAsked(false)}>
        {words.keep}
      </button>
    </fieldset>
  )
}
