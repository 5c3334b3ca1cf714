import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../clock.ts'
import { textOf } from './bounded-body.ts'

/** Signatures that only the issuer can make: with a shared secret, whoever checks could forge. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]
/** How far an issuer's clock and ours may differ. */
export const SKEW_S = 30
const KEPT_FOR_MS = 10 * 60_000
/** An issuer that failed is let be that long. */
const PAUSE_MS = 5_000

export interface KeyTimes {
  /** How long an issuer may take to say its keys. */
  readonly deadlineMs: number
  /** Unknown keys are looked for again after that long; keys change rarely, and forgers name any. */
  readonly cooldownMs: number
}

/** The keys of an issuer: fetched when they are needed, kept for ten minutes, looked for again when one is not known. */
export function keysAt(address: URL, { deadlineMs, cooldownMs }: KeyTimes, clock: Clock): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY
  const fetchKeys: FetchImplementation = async (url, options) => {
    const since = clock() - failedAt
    if (since >= 0 && since < PAUSE_MS) throw new Error(`${address.host} failed a moment ago`)
    try {
      const response = await fetch(url, options)
      if (response.status !== 200) throw new Error(`${address.host} answered ${response.status}`)
      return Response.json(JSON.parse(await textOf(response)))
    } catch (error) {
      failedAt = clock()
      throw error
    }
  }
  return createRemoteJWKSet(address, {
    timeoutDuration: deadlineMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: KEPT_FOR_MS,
    [customFetch]: fetchKeys,
  })
}
