import { useRef, useState } from 'react'
import { Company, Reason } from './company.tsx'
import { Field, Form } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { fits, giveCode, readWaysIn, signIn, signInByPasskey } from './ways.ts'
import { usePeopleWords } from './words.ts'

interface WaysInProps {
  readonly onIn: () => void
}

/** Signing in: by password and second factor, by passkey, by the company. */
export function WaysIn({ onIn }: WaysInProps) {
  const words = usePeopleWords()
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
      <Form
        submit={words.signIn}
        label={words.secondFactor}
        onSend={(texts) => giveCode(texts('code').trim())}
        onDone={onIn}
      >
        <Field label={words.code} name="code" autoComplete="one-time-code" hint={words.codeHint} />
      </Form>
    )
  }
  return (
    <>
      <Reason />
      <Form
        submit={words.signIn}
        label={words.signIn}
        onSend={async (texts) => {
          const answer = await signIn(texts('email'), texts('password'))
          needsCode.current = answer.ok && answer.value.twoFactorRedirect === true
          return answer
        }}
        onDone={() => (needsCode.current ? setHalfWay(true) : onIn())}
      >
        <Field label={words.email} name="email" type="email" autoComplete="username webauthn" />
        <Field label={words.password} name="password" type="password" autoComplete="current-password" />
      </Form>
      {fits(ways.passkeyHost) && (
        <Form submit={words.signInByPasskey} tone="quiet" onSend={signInByPasskey} onDone={onIn} />
      )}
      <Company to="come in" />
    </>
  )
}
