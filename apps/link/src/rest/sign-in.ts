import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { actorOf } from '../auth/principal.ts'
import { isSameOrigin, SESSION_COOKIE } from '../auth/session.ts'
import { isoTime } from '../clock.ts'
import { recordsOf } from '../requests/access.ts'
import { clearCookies } from './person-cookie.ts'
import type { RouteHandler } from './route.ts'

/** A code for the printed address: whoever opens it first is signed in as who made it. */
export const makeCode: RouteHandler<Routes['POST /session-codes']> = async ({ caller, parts: { authenticator } }) => {
  const { secret, credential } = await authenticator.issueCode(caller.principal)
  return ok({ code: secret, expiresAt: isoTime(credential.expiresAt ?? credential.createdAt) })
}

const cookie = { path: '/', httpOnly: true, sameSite: 'strict' } as const

/** The browser's session: opened by a one-time code, kept in a cookie that no script can read. */
export const openSession: RouteHandler<Routes['POST /session']> = async ({ parts, body, request, reply }) => {
  const { authenticator, executor } = parts
  if (!isSameOrigin(request.headers)) return fail({ code: 'forbidden', message: 'sign in from our own page' })
  const session = await authenticator.openSession(body.code)
  if (!session.ok) return session
  const { subject, name, grants } = session.value.credential
  clearCookies(reply)
  reply.setCookie(SESSION_COOKIE, session.value.secret, cookie)
  return ok({ subject, name, grants, sequence: executor.state().sequence })
}

export const showSession: RouteHandler<Routes['GET /session']> = async ({ caller, parts: { executor } }) => {
  const { subject, name, grants } = caller.principal
  return ok({ subject, name, grants, sequence: executor.state().sequence })
}

/** A token that signs out is revoked, and that leaves its trace as any revoking does. */
export const endSession: RouteHandler<Routes['DELETE /session']> = async ({ caller, parts, reply }) => {
  const { credential, subject } = caller.principal
  const token = (await parts.authenticator.tokens()).find(({ id }) => id === credential)
  if (token) {
    const recorded = await recordsOf('revoked', actorOf(caller.principal), parts)(token)
    if (!recorded.ok) return recorded
  }
  const isPerson = await parts.people.endSessionOf(caller.principal)
  if (isPerson) parts.security({ event: 'sign-out', outcome: 'done', subject })
  else await parts.authenticator.revoke(credential)
  parts.disconnect(credential)
  clearCookies(reply)
  return ok(null)
}
