import type { BetterAuthPlugin } from 'better-auth'
import { APIError } from 'better-auth/api'
import { createAuthorizationURL, type OAuthProvider } from 'better-auth/oauth2'
import * as z from 'zod/mini'
import type { Clock } from '../../clock.ts'
import type { PersonRow } from '../tables.ts'
import { PROVIDER_ID, type SsoConfig } from './config.ts'
import type { Discovery } from './discovery.ts'
import { type Profile, profileOf } from './profile.ts'
import { SsoRefused } from './refusal.ts'

export interface ProviderParts {
  readonly config: SsoConfig
  readonly discovery: Discovery
  readonly clock: Clock
  /** Whose sign-in at the company this is; null: nobody's here. */
  readonly personBySub: (sub: string) => Promise<PersonRow | null>
  readonly onError: (error: unknown) => void
}

const carried = z.object({ code: z.string(), codeVerifier: z.string(), redirectUri: z.string() })

/**
 * The company's own sign-in as the library takes it. It is found when it is needed, so that the link starts without it.
 * The code is changed where the expected nonce is known, and no token of the company's is kept.
 */
export function ssoPlugin(parts: ProviderParts): BetterAuthPlugin {
  return {
    id: 'boss-sso',
    init: ({ socialProviders }) => ({ context: { socialProviders: [providerOf(parts), ...socialProviders] } }),
  }
}

function providerOf({ config, discovery, clock, personBySub, onError }: ProviderParts): OAuthProvider<Profile> {
  const { clientId, clientSecret } = config

  async function endpoints() {
    const at = await discovery.look()
    if (at === null) throw new SsoRefused('sso_away', 'it is away')
    return at
  }

  return {
    id: PROVIDER_ID,
    name: PROVIDER_ID,
    get issuer() {
      return discovery.issuer()
    },
    requiresIdTokenNonce: true,
    options: { overrideUserInfoOnSignIn: true },
    accountSubject: ({ profile }) => profile.sub,
    async createAuthorizationURL({ state, codeVerifier, redirectURI, idTokenNonce }) {
      const at = await refusing(endpoints)
      return createAuthorizationURL({
        id: PROVIDER_ID,
        options: { clientId, clientSecret },
        authorizationEndpoint: at.authorization,
        scopes: ['openid', 'email', 'profile', ...config.scopes],
        ...{ state, codeVerifier, redirectURI },
        ...(idTokenNonce === undefined ? {} : { nonce: idTokenNonce }),
      })
    },
    validateAuthorizationCode: async ({ code, codeVerifier, redirectURI: redirectUri }) => ({
      raw: { code, codeVerifier, redirectUri },
    }),
    getUserInfo: ({ raw, expectedIdTokenNonce: nonce = '' }) =>
      refusing(async () => {
        const back = { ...z.parse(carried, raw), nonce, now: clock() }
        const profile = await profileOf(back, config, await endpoints())
        const known = await personBySub(profile.sub)
        if (known && known.revokedAt !== null) throw new SsoRefused('access_revoked', 'this person was revoked')
        // Whoever is known by their subject keeps the email and the name they have here: only groups follow the company.
        const { email, name } = known ?? profile
        const providerGroups = JSON.stringify(profile.groups)
        return { user: { email, name, emailVerified: true, ...{ providerGroups } }, data: profile }
      }),
  }

  async function refusing<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      onError(error)
      const status = error.refusal === 'sso_away' ? 'SERVICE_UNAVAILABLE' : 'FORBIDDEN'
      throw new APIError(status, { code: error.refusal, message: `your company's sign-in: ${error.message}` })
    }
  }
}
