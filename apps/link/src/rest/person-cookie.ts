import type { FastifyReply } from 'fastify'
import { SESSION_COOKIE } from '../auth/session.ts'
import { personCookies } from '../people/signature.ts'
import { inSeconds, times } from '../people/times.ts'

const plain = { path: '/', httpOnly: true, sameSite: 'strict' } as const

/** Signs a browser in as a person, as better-auth does; whoever it was before is signed out. */
export function setPersonCookie(reply: FastifyReply, cookie: string, isSecure: boolean): void {
  const [secure, usual] = personCookies
  reply.clearCookie(SESSION_COOKIE, plain)
  reply.setCookie(isSecure ? secure : usual, cookie, { ...plain, secure: isSecure, maxAge: inSeconds(times.session) })
}

/** Signs a browser out, whoever it was. */
export function clearCookies(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, plain)
  for (const name of personCookies) reply.clearCookie(name, { ...plain, secure: name.startsWith('__Secure-') })
}
