import type { IncomingHttpHeaders } from 'node:http'
import { fail, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { carried, personCookies } from '../people/signature.ts'
import type { Principal } from './principal.ts'
import type { Bearer } from './proofs.ts'

export const SESSION_COOKIE = 'boss_session'

/** The sessions that a browser's cookies name, each as it would be carried by hand: at most one of them counts. */
export const sessionsIn = (cookies: Readonly<Record<string, string | undefined>>): readonly string[] => [
  ...personCookies.flatMap((name) => (cookies[name] === undefined ? [] : carried(cookies[name]))),
  ...(cookies[SESSION_COOKIE] === undefined ? [] : [cookies[SESSION_COOKIE]]),
]

/** Whether a browser's request comes from our own page: the Origin it says is the Host it speaks to. */
export function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host
}

/** The first of several sessions that counts: somebody who signed in another way since may carry an old one, too. */
export async function firstOf(sessions: readonly string[], bearer: Bearer): Promise<Result<Principal, WireError>> {
  let found: Result<Principal, WireError> = fail({ code: 'unauthenticated', message: 'a token is needed' })
  for (const session of sessions) {
    found = await bearer(session)
    if (found.ok) return found
  }
  return found
}
