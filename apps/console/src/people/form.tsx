import type { WireError } from '@boss-deployer/protocol'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { refusalWords } from '../show/words.ts'
import { Refusal } from '../ui/action-button.tsx'
import { Mark } from '../ui/lamp.tsx'
import type { Result } from '../view/wire.ts'
import { useWords } from '../words/words.ts'

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly type?: 'text' | 'email' | 'password'
  readonly autoComplete: string
  readonly initial?: string
  readonly hint?: string
  readonly minLength?: number
}

export function Field({ label, name, type = 'text', autoComplete, initial, hint, minLength }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={autoComplete}
        defaultValue={initial}
        minLength={minLength}
        maxLength={200}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        required
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** The texts of a form by the names of its fields. */
export type Texts = (name: string) => string

interface FormProps {
  readonly submit: string
  readonly children?: ReactNode
  readonly tone?: 'act' | 'quiet' | 'stop-quiet'
  readonly label?: string
  readonly onSend: (texts: Texts) => Promise<Result<unknown, WireError>>
  readonly onDone: () => void
}

/** A form that tells what the link says against it. */
export function Form({ submit, children, tone = 'act', label, onSend, onDone }: FormProps) {
  const words = useWords()
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function send(form: HTMLFormElement) {
    const data = new FormData(form)
    const texts: Texts = (name) => {
      const text = data.get(name)
      return typeof text === 'string' ? text : ''
    }
    setPending(true)
    setError(null)
    const answer = await onSend(texts)
    setPending(false)
    if (answer.ok) return onDone()
    setError(refusalWords(words, answer.error))
  }
  function submitted(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (!isPending) void send(event.currentTarget)
  }
  return (
    <form className="people-form" aria-label={label} onSubmit={submitted}>
      {children}
      <Refusal error={error} />
      <button type="submit" className={`button big ${tone}`} aria-disabled={isPending} aria-busy={isPending}>
        {submit}
      </button>
    </form>
  )
}

interface SheetProps {
  readonly title: string
  readonly children: ReactNode
}

export const Sheet = ({ title, children }: SheetProps) => (
  <main className="sign-in">
    <Mark tone="default" lit={0} />
    <p className="brand">Boss Deployer</p>
    <h1>{title}</h1>
    {children}
  </main>
)
