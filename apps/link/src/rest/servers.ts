import { ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { Credential } from '@boss-deployer/store'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { isServer } from '../requests/access.ts'
import type { RouteHandler } from './route.ts'
import { mayGive } from './tokens.ts'

export const listServers: RouteHandler<Routes['GET /servers']> = async ({ caller, parts }) => {
  const { authenticator, servers, clock } = parts
  const isGood = ({ grants, revokedAt, expiresAt }: Credential) =>
    isServer(grants) && revokedAt === null && (expiresAt === null || expiresAt > clock())
  const tokens = (await authenticator.tokens()).filter((token) => isGood(token) && mayGive(caller, token.grants))
  const seen = await servers.of(tokens.map(({ subject }) => subject))
  return ok({
    servers: tokens.map(({ id, subject, name, grants, createdAt }) => {
      const { isOnline = false, at = null } = seen.get(subject) ?? {}
      const gates = grants.map(({ gate }) => gate)
      return {
        ...{ id, subject, name, gates, online: isOnline },
        ...{ seenAt: isoTimeOrNull(at), createdAt: isoTime(createdAt) },
      }
    }),
  })
}
