import { useState } from 'react'
import { Field, Form } from './form.tsx'
import { beginSecondFactor, endSecondFactor, giveCode } from './ways.ts'

interface SecondFactorProps {
  readonly isOn: boolean
  readonly hasPassword: boolean
  readonly onChange: () => void
}

interface Made {
  readonly uri: string
  readonly backupCodes: readonly string[]
}

/** A code of an authenticator beside the password. */
export function SecondFactor({ isOn, hasPassword, onChange }: SecondFactorProps) {
  const [made, setMade] = useState<Made | null>(null)
  if (!hasPassword) return null
  const password = <Field label="Your password" name="password" type="password" autoComplete="current-password" />
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">Second factor</h2>
      {isOn && (
        <Form
          submit="Ask for no code any more"
          tone="stop-quiet"
          label="Second factor"
          onSend={(texts) => endSecondFactor(texts('password'))}
          onDone={onChange}
        >
          {password}
        </Form>
      )}
      {!isOn && made === null && (
        <Form
          submit="Ask for a code, too"
          tone="quiet"
          label="Second factor"
          onSend={async (texts) => {
            const answer = await beginSecondFactor(texts('password'))
            if (answer.ok) setMade({ uri: answer.value.totpURI, backupCodes: answer.value.backupCodes })
            return answer
          }}
          onDone={() => undefined}
        >
          {password}
        </Form>
      )}
      {!isOn && made !== null && (
        <>
          <p>
            Open this in your authenticator, or type its secret there: <a href={made.uri}>add to authenticator</a>
          </p>
          <pre className="command">
            <code>{new URL(made.uri).searchParams.get('secret')}</code>
          </pre>
          <p>Keep these backup codes where you keep papers. Each lets you in once without the authenticator.</p>
          <pre className="command">
            <code>{made.backupCodes.join('\n')}</code>
          </pre>
          <Form
            submit="Confirm"
            label="Confirm"
            onSend={(texts) => giveCode(texts('code').trim())}
            onDone={() => {
              setMade(null)
              onChange()
            }}
          >
            <Field label="Code that it shows now" name="code" autoComplete="one-time-code" />
          </Form>
        </>
      )}
    </section>
  )
}
