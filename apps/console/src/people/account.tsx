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
import { usePeopleWords } from './words.ts'

interface AccountProps {
  readonly onBack: () => void
}

/** How somebody signs in, and where they are signed in. */
export function Account({ onBack }: AccountProps) {
  const words = usePeopleWords()
  const { value: me, again } = useLoaded(readMe)
  if (me === null) return <Sheet title={words.moment}>{null}</Sheet>
  return (
    <Sheet title={me.email === null ? words.account.byAddress : me.name}>
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
        {words.toConsole}
      </button>
    </Sheet>
  )
}

function FirstOperator() {
  const { account: words } = usePeopleWords()
  const { value: ways } = useLoaded(readWaysIn)
  const code = useRef('')
  if (ways?.hasPeople) return <p>{words.hasPeople}</p>
  return (
    <>
      <p>{words.lead}</p>
      <Form
        submit={words.create}
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
  const { account: words } = usePeopleWords()
  const { value, again } = useLoaded(readSessions)
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{words.sessions}</h2>
      <ul className="people-list">
        {value?.sessions.map(({ id, kind, agent, lastUsedAt, isThis }) => (
          <li key={id}>
            <span>
              {kind === 'cli' ? 'boss login' : <Said text={agent ?? words.browser} max={60} />}
              <span className="hint">
                {' '}
                {isThis ? words.thisOne : words.lastUsed(lastUsedAt.slice(0, 16).replace('T', ' '))}
              </span>
            </span>
            {!isThis && <Form submit={words.end} tone="stop-quiet" onSend={() => endSession(id)} onDone={again} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Passkeys() {
  const { account: words } = usePeopleWords()
  const { value: ways } = useLoaded(readWaysIn)
  const { value, again } = useLoaded(readPasskeys)
  if (ways === null) return null
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{words.passkeys}</h2>
      <ul className="people-list">
        {value?.map(({ id, name }) => (
          <li key={id}>
            <Said text={name ?? words.passkey} max={60} />
            <Form submit={words.remove} tone="stop-quiet" onSend={() => dropPasskey(id)} onDone={again} />
          </li>
        ))}
      </ul>
      {fits(ways.passkeyHost) ? (
        <Form submit={words.addPasskey} tone="quiet" onSend={() => addPasskey('passkey')} onDone={again} />
      ) : (
        <p className="hint">{words.passkeyHost(ways.passkeyHost)}</p>
      )}
    </section>
  )
}

function Password() {
  const { password, account: words } = usePeopleWords()
  const [isDone, setDone] = useState(false)
  return (
    <section aria-labelledby="password">
      <h2 id="password">{password}</h2>
      {isDone && <p role="status">{words.changed}</p>}
      <Form
        submit={words.change}
        tone="quiet"
        label={password}
        onSend={(texts) => changePassword(texts('present'), texts('next'))}
        onDone={() => setDone(true)}
      >
        <Field label={words.present} name="present" type="password" autoComplete="current-password" />
        <Field label={words.next} name="next" type="password" autoComplete="new-password" minLength={12} />
      </Form>
    </section>
  )
}
