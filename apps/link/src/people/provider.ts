import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth'
import * as z from 'zod/mini'

/** A company's own sign-in (OpenID Connect), as configured. */
export interface SsoConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The claim that lists somebody's groups. */
  readonly groupsClaim: string
  /** Asked for beside openid, email and profile: some providers tell groups only then. */
  readonly scopes: readonly string[]
}

export interface Provider {
  readonly oauth: GenericOAuthConfig
}

/** The only one: there is one company's own sign-in. */
export const PROVIDER_ID = 'sso'

const DISCOVERY_MS = 5_000
const MAX_GROUPS = 100
const discovered = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() })
const groupNames = z.array(z.string().check(z.minLength(1), z.maxLength(200)))

export const discoveryUrl = (issuer: string): string => `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`

/** Whether the provider answers now and is who it should be; the library drops one that does not when it is loaded. */
export async function isThere({ issuer }: Pick<SsoConfig, 'issuer'>): Promise<boolean> {
  try {
    const answer = await fetch(discoveryUrl(issuer), { signal: AbortSignal.timeout(DISCOVERY_MS), redirect: 'error' })
    const parsed = z.safeParse(discovered, await answer.json())
    return answer.ok && parsed.success && parsed.data.issuer === issuer
  } catch {
    return false
  }
}

/** The groups that a provider says; what is no list of names says none. */
export function groupsIn(profile: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const parsed = z.safeParse(groupNames, profile[claim])
  return parsed.success ? [...new Set(parsed.data)].slice(0, MAX_GROUPS) : []
}

/** How the library is told of it. Its word on an email counts only where it has verified the email. */
export const providerOf = (config: SsoConfig): Provider => ({
  oauth: {
    providerId: PROVIDER_ID,
    discoveryUrl: discoveryUrl(config.issuer),
    clientId: config.clientId,
    clientSecret: config.clientSecret,
    scopes: ['openid', 'email', 'profile', ...config.scopes],
    requireIdTokenVerification: true,
    overrideUserInfo: true,
    accountSubject: ({ profile }) => String(profile.sub ?? ''),
    mapProfileToUser: (profile) => ({ providerGroups: JSON.stringify(groupsIn(profile, config.groupsClaim)) }),
  },
})
