import { useRef, useState } from 'react'
import { Said } from '../ui/said.tsx'
import { Company, Reason } from './company.tsx'
import { Field, Form, Sheet } from './form.tsx'
import { SecondFactor } from './second-factor.tsx'
import { useLoaded } from './use-loaded.ts'
import {
  addPasskey,
  changePassword,
  dropPasskey,
  endSession,
  fits,
  inviteFirst,
  readMe,
  readPasskeys,
  readSessions,
  readWaysIn,
} from './ways.ts'

interface AccountProps {
  readonly onBack: () => void
}

/** How somebody signs in, and where they are signed in. */
export function Account({ onBack }: AccountProps) {
  const { value: me, again } = useLoaded(readMe)
  if (me === null) return <Sheet title="One moment…">{null}</Sheet>
  return (
    <Sheet title={me.email === null ? 'You came by an address.' : me.name}>
      {me.email === null ? (
        <FirstOperator />
      ) : (
        <>
          <p>
            {me.email} · <code>{me.subject}</code>
          </p>
          <Sessions />
          <Passkeys />
          <Reason />
          <Company to="connect" />
          <SecondFactor isOn={me.hasSecondFactor} hasPassword={me.hasPassword} onChange={again} />
          {me.hasPassword && <Password />}
        </>
      )}
      <button type="button" className="button quiet" onClick={onBack}>
        To the console
      </button>
    </Sheet>
  )
}

function FirstOperator() {
  const { value: ways } = useLoaded(readWaysIn)
  const code = useRef('')
  if (ways?.hasPeople) return <p>There are people here already. Sign in as yourself to decide under your name.</p>
  return (
    <>
      <p>You decide as an operator without a name. Create the first person, and the record says who decided.</p>
      <Form
        submit="Create the first operator"
        onSend={async () => {
          const invited = await inviteFirst()
          if (invited.ok) code.current = invited.value.code
          return invited
        }}
        onDone={() => location.assign(`#join=${code.current}`)}
      />
    </>
  )
}

function Sessions() {
  const { value, again } = useLoaded(readSessions)
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Signed in</h2>
      <ul className="people-list">
        {value?.sessions.map(({ id, kind, agent, lastUsedAt, isThis }) => (
          <li key={id}>
            <span>
              {kind === 'cli' ? 'boss login' : <Said text={agent ?? 'a browser'} max={60} />}
              <span className="hint">
                {' '}
                {isThis ? 'this one' : `last used ${lastUsedAt.slice(0, 16).replace('T', ' ')}`}
              </span>
            </span>
            {!isThis && <Form submit="End" tone="stop-quiet" onSend={() => endSession(id)} onDone={again} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Passkeys() {
  const { value: ways } = useLoaded(readWaysIn)
  const { value, again } = useLoaded(readPasskeys)
  if (ways === null) return null
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <ul className="people-list">
        {value?.map(({ id, name }) => (
          <li key={id}>
            <Said text={name ?? 'passkey'} max={60} />
            <Form submit="Remove" tone="stop-quiet" onSend={() => dropPasskey(id)} onDone={again} />
          </li>
        ))}
      </ul>
      {fits(ways.passkeyHost) ? (
        <Form submit="Add a passkey" tone="quiet" onSend={() => addPasskey('passkey')} onDone={again} />
      ) : (
        <p className="hint">Passkeys work where this page is opened by its name, {ways.passkeyHost}.</p>
      )}
    </section>
  )
}

function Password() {
  const [isDone, setDone] = useState(false)
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      {isDone && <p role="status">It is changed; all other sessions are ended.</p>}
      <Form
        submit="Change password"
        tone="quiet"
        label="Password"
        onSend={(texts) => changePassword(texts('present'), texts('next'))}
        onDone={() => setDone(true)}
      >
        <Field label="Present password" name="present" type="password" autoComplete="current-password" />
        <Field label="New password" name="next" type="password" autoComplete="new-password" minLength={12} />
      </Form>
    </section>
  )
}
