import { useRef, useState } from 'react'
import { Company, Reason } from './company.tsx'
import { Field, Form } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { fits, giveCode, readWaysIn, signIn, signInByPasskey } from './ways.ts'

interface WaysInProps {
  readonly onIn: () => void
}

/** Signing in: by password and second factor, by passkey, by the company. */
export function WaysIn({ onIn }: WaysInProps) {
  const { value: ways } = useLoaded(readWaysIn)
  const [isHalfWay, setHalfWay] = useState(false)
  const needsCode = useRef(false)
  if (!ways?.hasPeople) {
    return (
      <>
        <Reason />
        <Company to="come in" />
      </>
    )
  }
  if (isHalfWay) {
    return (
      <Form submit="Sign in" label="Second factor" onSend={(texts) => giveCode(texts('code').trim())} onDone={onIn}>
        <Field
          label="Code"
          name="code"
          autoComplete="one-time-code"
          hint="From your authenticator, or one of your backup codes."
        />
      </Form>
    )
  }
  return (
    <>
      <Reason />
      <Form
        submit="Sign in"
        label="Sign in"
        onSend={async (texts) => {
          const answer = await signIn(texts('email'), texts('password'))
          needsCode.current = answer.ok && answer.value.twoFactorRedirect === true
          return answer
        }}
        onDone={() => (needsCode.current ? setHalfWay(true) : onIn())}
      >
        <Field label="Email" name="email" type="email" autoComplete="username webauthn" />
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
      </Form>
      {fits(ways.passkeyHost) && (
        <Form submit="Sign in with a passkey" tone="quiet" onSend={signInByPasskey} onDone={onIn} />
      )}
      <Company to="come in" />
    </>
  )
}
