import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { Credential, RoleAt } from '@boss-deployer/store'
import { actorOf } from '../auth/principal.ts'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { recordsOf } from '../requests/access.ts'
import { type Caller, reaches } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

const tokenView = (token: Credential) => ({
  id: token.id,
  subject: token.subject,
  name: token.name,
  grants: token.grants,
  createdAt: isoTime(token.createdAt),
  createdBy: token.createdBy,
  expiresAt: isoTimeOrNull(token.expiresAt),
  revokedAt: isoTimeOrNull(token.revokedAt),
  lastUsedAt: isoTimeOrNull(token.lastUsedAt),
})

/** Nobody gives away more than they hold: a token for gates in one's own reach only. */
export const mayGive = (caller: Caller, grants: readonly RoleAt[]): boolean =>
  grants.every(({ gate }) => reaches(caller, gate))

const endOf = (expiresAt: string | null | undefined) =>
  expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }

export const tooWide = { code: 'forbidden', message: 'grants: name gates at which you operate' } as const

export const listTokens: RouteHandler<Routes['GET /tokens']> = async ({ caller, parts: { authenticator } }) => {
  const tokens = (await authenticator.tokens()).filter(({ grants }) => mayGive(caller, grants))
  return ok({ tokens: tokens.map(tokenView) })
}

export const makeToken: RouteHandler<Routes['POST /tokens']> = async ({ caller, parts, body }) => {
  const { name, grants, expiresAt } = body
  if (!mayGive(caller, grants)) return fail(tooWide)
  const { principal } = caller
  const issued = await parts.authenticator.issueToken(
    { name, grants, createdBy: principal.subject, ...endOf(expiresAt) },
    recordsOf('made', actorOf(principal), parts),
  )
  return issued.ok ? ok({ ...tokenView(issued.value.credential), token: issued.value.secret }) : issued
}

export const revokeToken: RouteHandler<Routes['DELETE /tokens/{id}']> = async ({ caller, parts, params }) => {
  const { authenticator, disconnect } = parts
  const token = (await authenticator.tokens()).find(({ id }) => id === params.id)
  if (!token) return fail({ code: 'not_found', message: 'there is no such token' })
  if (!mayGive(caller, token.grants)) return fail(tooWide)
  if (token.revokedAt !== null) return ok({ revoked: false })
  const recorded = await recordsOf('revoked', actorOf(caller.principal), parts)(token)
  if (!recorded.ok) return recorded
  const revoked = await authenticator.revoke(token.id)
  disconnect(token.id)
  return ok({ revoked })
}
