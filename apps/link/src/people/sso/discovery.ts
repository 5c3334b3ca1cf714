import type { JWTVerifyGetKey } from 'jose'
import * as z from 'zod/mini'
import { textOf } from '../../auth/bounded-body.ts'
import { keysAt } from '../../auth/keys.ts'
import type { Clock } from '../../clock.ts'
import { DEADLINE_MS, type SsoConfig } from './config.ts'

/** A provider that was there is taken to be there for so long, and one that was not to be away. */
const GOOD_FOR_MS = 60_000
const RETRY_MS = 5_000
/** A key that is not known is looked for at once: tokens come from the provider itself, no stranger can name a key. */
const COOLDOWN_MS = 0

/** Where the provider is asked, as it says itself. */
export interface Endpoints {
  /** Exactly as its tokens name it. */
  readonly issuer: string
  readonly authorization: string
  readonly token: string
  readonly userinfo: string | null
  /** It takes the client's secret in the header, not in the body. */
  readonly takesBasic: boolean
  readonly keys: JWTVerifyGetKey
}

export interface Discovery {
  /** Where it is asked; null while it is away. */
  look(): Promise<Endpoints | null>
  /** Its issuer, once it was there. */
  issuer(): string | undefined
  /** What is known of it now; asks behind the scenes whether that still holds. */
  isAway(): boolean
}

interface DiscoveryParts {
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}

/** Others are spoken to encrypted, except on this machine itself. */
const isSafe = (text: string): boolean =>
  URL.canParse(text) &&
  (text.startsWith('https://') || /^http:\/\/(?:127\.0\.0\.1|localhost)(?=[:/])/.test(text)) &&
  new URL(text).username === ''
const address = z.string().check(z.refine(isSafe))
const said = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  userinfo_endpoint: z.optional(address),
  jwks_uri: address,
  token_endpoint_auth_methods_supported: z.optional(z.array(z.string())),
})

const bare = (issuer: string): string => issuer.replace(/\/$/, '')

/** Finds the provider (OpenID Connect Discovery 1.0) when it is needed, and again when it was away. */
export function discover({ issuer }: Pick<SsoConfig, 'issuer'>, { clock, onError }: DiscoveryParts): Discovery {
  let found: Endpoints | null = null
  let keys: { readonly from: string; readonly get: JWTVerifyGetKey } | null = null
  let isThere = true
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const wasThere = isThere
    try {
      const { at, jwks } = await endpointsOf(issuer)
      if (keys?.from !== jwks)
        keys = { from: jwks, get: keysAt(new URL(jwks), { deadlineMs: DEADLINE_MS, cooldownMs: COOLDOWN_MS }, clock) }
      found = { ...at, keys: keys.get }
      isThere = true
    } catch (error) {
      isThere = false
      if (wasThere) onError(new Error(`the company's sign-in cannot be used: ${issuer}`, { cause: error }))
    }
    askedAt = clock()
  }

  function isOld(): boolean {
    const since = clock() - askedAt
    return since < 0 || since >= (isThere ? GOOD_FOR_MS : RETRY_MS)
  }

  function refresh(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }

  return {
    async look() {
      if (isOld()) await refresh()
      return isThere ? found : null
    },
    issuer: () => found?.issuer,
    isAway() {
      if (isOld()) void refresh()
      return !isThere
    },
  }
}

interface Said {
  readonly at: Omit<Endpoints, 'keys'>
  readonly jwks: string
}

async function endpointsOf(issuer: string): Promise<Said> {
  const url = `${bare(issuer)}/.well-known/openid-configuration`
  const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS), redirect: 'error' })
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
  const it = z.parse(said, JSON.parse(await textOf(answer)))
  if (bare(it.issuer) !== bare(issuer)) throw new Error(`${url} belongs to the issuer ${it.issuer}: set that one`)
  const methods = it.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return {
    jwks: it.jwks_uri,
    at: {
      issuer: it.issuer,
      authorization: it.authorization_endpoint,
      token: it.token_endpoint,
      userinfo: it.userinfo_endpoint ?? null,
      takesBasic: methods.includes('client_secret_basic'),
    },
  }
}
