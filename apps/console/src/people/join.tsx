import { useState } from 'react'
import { Field, Form, Sheet } from './form.tsx'
import { NewPassword } from './new-password.tsx'
import { useLoaded } from './use-loaded.ts'
import { addPasskey, fits, join, readWaysIn, setPassword } from './ways.ts'
import { usePeopleWords } from './words.ts'

interface JoinProps {
  readonly code: string
  readonly name: string
  readonly onIn: () => void
}

/** Accepting an invitation: with a password, or with a passkey. */
export function Join({ code, name, onIn }: JoinProps) {
  const { join: words, email, password } = usePeopleWords()
  const { value: ways } = useLoaded(readWaysIn)
  const [step, setStep] = useState<'password' | 'passkey' | 'make-passkey'>('password')
  const hasPasskeys = ways !== null && fits(ways.passkeyHost)
  if (step === 'make-passkey') {
    return (
      <Sheet title={words.passkeyTitle}>
        <p>{words.passkeyLead}</p>
        <Form submit={words.makePasskey} label={words.passkey} onSend={() => addPasskey('first')} onDone={onIn} />
        <Form
          submit={words.takePassword}
          tone="quiet"
          label={password}
          onSend={(texts) => setPassword(texts('password'))}
          onDone={onIn}
        >
          <NewPassword />
        </Form>
      </Sheet>
    )
  }
  const isByPassword = step === 'password'
  return (
    <Sheet title={words.title}>
      <p>{words.lead}</p>
      <Form
        submit={isByPassword ? words.submit : words.submitPasskey}
        label={words.submit}
        onSend={(texts) => {
          const who = { code, name: texts('name'), email: texts('email') }
          return join(isByPassword ? { ...who, password: texts('password') } : who)
        }}
        onDone={() => (isByPassword ? onIn() : setStep('make-passkey'))}
      >
        <Field label={words.name} name="name" autoComplete="name" initial={name} hint={words.nameHint} />
        <Field label={email} name="email" type="email" autoComplete="username" hint={words.emailHint} />
        {isByPassword && <NewPassword />}
      </Form>
      {hasPasskeys && (
        <button type="button" className="button quiet" onClick={() => setStep(isByPassword ? 'passkey' : 'password')}>
          {isByPassword ? words.usePasskey : words.usePassword}
        </button>
      )}
    </Sheet>
  )
}
