import { fail, type Result } from '@boss-deployer/gate'
import type { Right, WireError } from '@boss-deployer/protocol'
import type { FastifyRequest } from 'fastify'
import type { Principal } from '../auth/principal.ts'
import type { Bearer } from '../auth/proofs.ts'
import { firstOf, isSameOrigin, sessionsIn } from '../auth/session.ts'
import { type Caller, narrow } from '../requests/caller.ts'

/** Who makes a request: by token in `Authorization: Bearer`, or by session cookie, whose changes must come from our own page. */
export async function identify(
  request: FastifyRequest,
  bearer: Bearer,
  isChange = request.method !== 'GET' && request.method !== 'HEAD',
): Promise<Result<Principal, WireError>> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'bearer' && token) return bearer(token)
  const sessions = sessionsIn(request.cookies)
  if (sessions.length === 0)
    return fail({ code: 'unauthenticated', message: 'a token is needed: Authorization: Bearer …' })
  if (isChange && !isSameOrigin(request.headers))
    return fail({ code: 'forbidden', message: 'a change by cookie needs a matching Origin' })
  return firstOf(sessions, bearer)
}

/** Who makes this request, by these rights and no others. */
export const callerAs = (principal: Principal, rights: readonly Right[]): Caller => ({
  principal,
  rights,
  gate: null,
  subscribe: () => undefined,
})

/** Who makes this request, by those of the route's rights that it has. */
export const callerFor = (principal: Principal, rights: readonly Right[]): Result<Caller, WireError> =>
  narrow(callerAs(principal, rights), rights)
