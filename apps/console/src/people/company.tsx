import { useEffect } from 'react'
import { Form } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { connectCompany, goToCompany, readWaysIn } from './ways.ts'

const LOOK_AGAIN_MS = 5_000

/** Why the company's sign-in let nobody in, by the code that the link puts into the address. */
const reasons: Readonly<Record<string, string>> = {
  sso_away: 'Your company’s sign-in did not answer. Try again.',
  sso_refused: 'Your company’s sign-in did not say who you are. Try again.',
  email_missing: 'Your company’s sign-in told no email of yours.',
  email_not_verified: 'Your company has not verified your email.',
  email_does_not_match: 'You have another email at your company than here.',
  not_invited: 'Nobody has invited you. Ask an operator.',
  access_revoked: 'An operator has ended your access.',
  house_full: 'There is no place for another person here. Ask an operator.',
  account_not_linked:
    'Somebody here has this email. If it is you, sign in as before and connect your company under Account.',
  account_already_linked_to_different_user: 'Somebody else here is connected to this sign-in.',
  state_mismatch: 'This sign-in was begun elsewhere, or is too old. Try again.',
  access_denied: 'Your company’s sign-in was not completed.',
}

/** In our words: whoever made the address may have put anything there. */
export function reasonIn(search: string): string | null {
  const code = new URLSearchParams(search).get('error')
  if (code === null) return null
  return Object.hasOwn(reasons, code) ? (reasons[code] ?? null) : 'You were not signed in. Try again.'
}

export function Reason() {
  const reason = reasonIn(location.search)
  return reason && <p role="alert">{reason}</p>
}

interface CompanyProps {
  /** To come in by it, or to connect it with who is in. */
  readonly to: 'come in' | 'connect'
}

/** The company's own sign-in; while it is away the page says so and looks again. */
export function Company({ to }: CompanyProps) {
  const { value: ways, again } = useLoaded(readWaysIn)
  useEffect(() => {
    if (!ways?.isSsoAway) return
    const timer = setTimeout(again, LOOK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [ways, again])
  if (!ways?.hasSso) return null
  if (ways.isSsoAway) return <p className="hint">Your company’s sign-in is away. This page looks for it again.</p>
  return to === 'come in' ? (
    <Form submit="Sign in with your company" tone="quiet" onSend={goToCompany} onDone={() => undefined} />
  ) : (
    <Form submit="Connect your company’s sign-in" tone="quiet" onSend={connectCompany} onDone={() => undefined} />
  )
}
