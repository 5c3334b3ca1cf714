import { ok } from '@boss-deployer/gate'
import { API, parse, restSchemas, toWire } from '@boss-deployer/protocol'
import type { FastifyInstance } from 'fastify'
import { isSameOrigin, SESSION_COOKIE } from '../auth/session.ts'
import { isoTime } from '../clock.ts'
import type { HubParts } from '../hub/hub.ts'
import { sendProblem } from './problem.ts'
import { identify } from './request.ts'
import type { Route } from './route.ts'

/** A code for the printed address: whoever opens it first is signed in as who made it. */
export const codeRoute: Route = {
  method: 'POST',
  path: '/session-codes',
  rights: ['view'],
  status: 201,
  async answer({ caller: { principal }, parts: { authenticator } }) {
    const { secret, credential } = await authenticator.issueCode(principal)
    return ok({ code: secret, expiresAt: isoTime(credential.expiresAt ?? credential.createdAt) })
  },
}

const cookie = { path: '/', httpOnly: true, sameSite: 'strict' } as const

/** The browser's session: opened by a one-time code, kept in a cookie that no script can read. */
export function signInRoutes(app: FastifyInstance, { authenticator, executor, disconnect }: HubParts): void {
  app.post(`${API}/session`, async (request, reply) => {
    if (!isSameOrigin(request.headers))
      return sendProblem(reply, { code: 'forbidden', message: 'sign in from our own page' })
    const body = parse(restSchemas.openSession, request.body)
    if (!body.ok) return sendProblem(reply, body.error)
    const session = await authenticator.openSession(body.value.code)
    if (!session.ok) return sendProblem(reply, session.error)
    const { subject, name, grants } = session.value.credential
    const { sequence } = executor.state()
    return reply
      .setCookie(SESSION_COOKIE, session.value.secret, cookie)
      .code(201)
      .send(toWire({ subject, name, grants, sequence }))
  })

  app.get(`${API}/session`, async (request, reply) => {
    const principal = await identify(request, authenticator)
    if (!principal.ok) return sendProblem(reply, principal.error)
    const { subject, name, grants } = principal.value
    return reply.send(toWire({ subject, name, grants, sequence: executor.state().sequence }))
  })

  app.delete(`${API}/session`, async (request, reply) => {
    const principal = await identify(request, authenticator)
    if (!principal.ok) return sendProblem(reply, principal.error)
    await authenticator.revoke(principal.value.credential)
    disconnect(principal.value.credential)
    return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send()
  })
}
