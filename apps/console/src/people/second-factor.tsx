import { useState } from 'react'
import { Field, Form } from './form.tsx'
import { beginSecondFactor, endSecondFactor, giveCode } from './ways.ts'
import { usePeopleWords } from './words.ts'

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
  const { secondFactor, factor: words } = usePeopleWords()
  const [made, setMade] = useState<Made | null>(null)
  if (!hasPassword) return null
  const password = <Field label={words.yours} name="password" type="password" autoComplete="current-password" />
  return (
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">{secondFactor}</h2>
      {isOn && (
        <Form
          submit={words.off}
          tone="stop-quiet"
          label={secondFactor}
          onSend={(texts) => endSecondFactor(texts('password'))}
          onDone={onChange}
        >
          {password}
        </Form>
      )}
      {!isOn && made === null && (
        <Form
          submit={words.on}
          tone="quiet"
          label={secondFactor}
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
            {words.open} <a href={made.uri}>{words.add}</a>
          </p>
          <pre className="command">
            <code>{new URL(made.uri).searchParams.get('secret')}</code>
          </pre>
          <p>{words.backup}</p>
          <pre className="command">
            <code>{made.backupCodes.join('\n')}</code>
          </pre>
          <Form
            submit={words.confirm}
            label={words.confirm}
            onSend={(texts) => giveCode(texts('code').trim())}
            onDone={() => {
              setMade(null)
              onChange()
            }}
          >
            <Field label={words.shown} name="code" autoComplete="one-time-code" />
          </Form>
        </>
      )}
    </section>
  )
}
