import { useEffect } from 'react'
import type { PeopleWords } from '../words/en/people.ts'
import { Form } from './form.tsx'
import { useLoaded } from './use-loaded.ts'
import { connectCompany, goToCompany, readWaysIn } from './ways.ts'
import { usePeopleWords } from './words.ts'

const LOOK_AGAIN_MS = 5_000

/** In our words: whoever made the address may have put anything there. */
export function reasonIn(search: string, { reasons, unknown }: PeopleWords['company']): string | null {
  const code = new URLSearchParams(search).get('error')
  if (code === null) return null
  return new Map(Object.entries(reasons)).get(code) ?? unknown
}

export function Reason() {
  const reason = reasonIn(location.search, usePeopleWords().company)
  return reason && <p role="alert">{reason}</p>
}

interface CompanyProps {
  /** To come in by it, or to connect it with who is in. */
  readonly to: 'come in' | 'connect'
}

/** The company's own sign-in; while it is away the page says so and looks again. */
export function Company({ to }: CompanyProps) {
  const { company: words } = usePeopleWords()
  const { value: ways, again } = useLoaded(readWaysIn)
  useEffect(() => {
    if (!ways?.isSsoAway) return
    const timer = setTimeout(again, LOOK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [ways, again])
  if (!ways?.hasSso) return null
  if (ways.isSsoAway) return <p className="hint">{words.away}</p>
  return to === 'come in' ? (
    <Form submit={words.signIn} tone="quiet" onSend={goToCompany} onDone={() => undefined} />
  ) : (
    <Form submit={words.connect} tone="quiet" onSend={connectCompany} onDone={() => undefined} />
  )
}
