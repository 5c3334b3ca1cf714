import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { Credential, RoleAt } from '@boss-deployer/store'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { type Caller, reaches } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

const tokenView = ({ id, subject, name, grants, createdAt, expiresAt, revokedAt, lastUsedAt }: Credential) => ({
  id,
  subject,
  name,
  grants,
  createdAt: isoTime(createdAt),
  expiresAt: isoTimeOrNull(expiresAt),
  revokedAt: isoTimeOrNull(revokedAt),
  lastUsedAt: isoTimeOrNull(lastUsedAt),
})

/** Nobody gives away more than they hold: a token for gates in one's own reach only. */
const mayGive = (caller: Caller, grants: readonly RoleAt[]): boolean =>
  grants.every(({ gate }) => reaches(caller, gate))

const tooWide = { code: 'forbidden', message: 'grants: name gates at which you operate' } as const

export const listTokens: RouteHandler<Routes['GET /tokens']> = async ({ caller, parts: { authenticator } }) => {
  const tokens = (await authenticator.tokens()).filter(({ grants }) => mayGive(caller, grants))
  return ok({ tokens: tokens.map(tokenView) })
}

export const makeToken: RouteHandler<Routes['POST /tokens']> = async ({ caller, parts: { authenticator }, body }) => {
  const { name, grants, expiresAt = null } = body
  if (!mayGive(caller, grants)) return fail(tooWide)
  const until = expiresAt === null ? null : Date.parse(expiresAt)
  const issued = await authenticator.issueToken({ name, grants, expiresAt: until })
  return issued.ok ? ok({ ...tokenView(issued.value.credential), token: issued.value.secret }) : issued
}

export const revokeToken: RouteHandler<Routes['DELETE /tokens/{id}']> = async ({ caller, parts, params }) => {
  const { authenticator, disconnect } = parts
  const token = (await authenticator.tokens()).find(({ id }) => id === params.id)
  if (!token) return fail({ code: 'invalid_message', message: 'there is no such token' })
  if (!mayGive(caller, token.grants)) return fail(tooWide)
  const revoked = await authenticator.revoke(token.id)
  disconnect(token.id)
  return ok({ revoked })
}
