import { useState } from 'react'
import { Field, Form, Sheet } from './form.tsx'
import { NewPassword } from './new-password.tsx'
import { useLoaded } from './use-loaded.ts'
import { addPasskey, fits, join, readWaysIn, setPassword } from './ways.ts'

interface JoinProps {
  readonly code: string
  readonly name: string
  readonly onIn: () => void
}

/** Accepting an invitation: with a password, or with a passkey. */
export function Join({ code, name, onIn }: JoinProps) {
  const { value: ways } = useLoaded(readWaysIn)
  const [step, setStep] = useState<'password' | 'passkey' | 'make-passkey'>('password')
  const hasPasskeys = ways !== null && fits(ways.passkeyHost)
  if (step === 'make-passkey') {
    return (
      <Sheet title="One more step: your passkey">
        <p>You are signed in on this browser. The passkey lets you in the next time.</p>
        <Form submit="Make a passkey" label="Passkey" onSend={() => addPasskey('first')} onDone={onIn} />
        <Form
          submit="Take a password instead"
          tone="quiet"
          label="Password"
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
    <Sheet title="You are invited.">
      <p>Say who you are, and how you will sign in.</p>
      <Form
        submit={isByPassword ? 'Join' : 'Join, then make a passkey'}
        label="Join"
        onSend={(texts) => {
          const who = { code, name: texts('name'), email: texts('email') }
          return join(isByPassword ? { ...who, password: texts('password') } : who)
        }}
        onDone={() => (isByPassword ? onIn() : setStep('make-passkey'))}
      >
        <Field label="Name" name="name" autoComplete="name" initial={name} hint="It stands in the record." />
        <Field label="Email" name="email" type="email" autoComplete="username" hint="You sign in by it." />
        {isByPassword && <NewPassword />}
      </Form>
      {hasPasskeys && (
        <button type="button" className="button quiet" onClick={() => setStep(isByPassword ? 'passkey' : 'password')}>
          {isByPassword ? 'Use a passkey instead' : 'Use a password instead'}
        </button>
      )}
    </Sheet>
  )
}
