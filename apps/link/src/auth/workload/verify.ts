import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Clock } from '../../clock.ts'
import { ALGORITHMS, type KeyTimes, keysAt, SKEW_S } from '../keys.ts'
import type { Principal } from '../principal.ts'
import { workloadOf } from './claims.ts'
import { systemOf } from './systems.ts'
import type { Trust, TrustedIssuer } from './trust.ts'

const KEY_TIMES: KeyTimes = { deadlineMs: 5_000, cooldownMs: 30_000 }

interface Verifying {
  readonly trust: Trust
  readonly clock: Clock
  readonly onError: (error: unknown) => void
  readonly keyTimes?: KeyTimes
}

/** Who proves by a token of a build system who it is. What cannot be checked now is `unavailable` and lets nobody in. */
export type VerifyWorkload = (token: string) => Promise<Result<Principal, WireError>>

interface Known extends TrustedIssuer {
  readonly keys: JWTVerifyGetKey
}

export function workloadVerifier({ trust, clock, onError, keyTimes }: Verifying): VerifyWorkload {
  const issuers = new Map<string, Known>(
    trust.issuers.map((each) => [
      each.issuer,
      { ...each, keys: keysAt(keysAddress(each), keyTimes ?? KEY_TIMES, clock) },
    ]),
  )

  return async (token) => {
    const issuer = issuers.get(issuerOf(token) ?? '')
    if (!issuer) return refused('no issuer that this link trusts made this token')
    try {
      const { payload } = await jwtVerify(token, issuer.keys, {
        issuer: issuer.issuer,
        audience: issuer.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp', 'iat'],
        maxTokenAge: issuer.maxAgeMs / 1_000,
        clockTolerance: SKEW_S,
        currentDate: new Date(clock()),
      })
      const workload = workloadOf(issuer, payload)
      if (!workload.ok) return workload
      const endS = Math.min(payload.exp ?? 0, (payload.iat ?? 0) + issuer.maxAgeMs / 1_000)
      return ok(principalOf(workload.value, (endS + SKEW_S) * 1_000))
    } catch (error) {
      const why = refusalOf(error)
      if (why !== null) return refused(why)
      onError(error)
      return fail({ code: 'unavailable', message: `the keys of ${issuer.name} cannot be had now: try again` })
    }
  }
}

const keysAddress = ({ issuer, ci, jwksUri }: TrustedIssuer): URL =>
  new URL(jwksUri ?? `${issuer.replace(/\/+$/, '')}${systemOf(ci).keys}`)

const refused = (message: string) => fail({ code: 'unauthenticated', message } as const)

const principalOf = (
  { subject, ...who }: Pick<Principal, 'subject' | 'name' | 'grants' | 'proven'>,
  expiresAt: number,
): Principal => ({
  ...who,
  credential: subject,
  subject,
  groups: [],
  expiresAt,
  via: 'api',
  onlyLock: null,
  lastUsedAt: null,
})

/** Whom a token names as its issuer. Nothing is believed of it before that one's signature is checked. */
function issuerOf(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null
  } catch {
    return null
  }
}

/** What is wrong with the token itself; null: it could not be checked. */
function refusalOf(error: unknown): string | null {
  if (error instanceof errors.JWTExpired) return 'this token has ended'
  if (error instanceof errors.JWTClaimValidationFailed) return `this token has a wrong ${error.claim}`
  if (error instanceof errors.JWKSNoMatchingKey) return 'this token is signed by a key that its issuer does not have'
  if (error instanceof errors.JOSEAlgNotAllowed) return 'this token is signed in a way that is not taken'
  const isItsOwn = [
    errors.JWSSignatureVerificationFailed,
    errors.JWSInvalid,
    errors.JWTInvalid,
    errors.JOSENotSupported,
  ]
  return isItsOwn.some((kind) => error instanceof kind) ? 'this token is not validly signed' : null
}
