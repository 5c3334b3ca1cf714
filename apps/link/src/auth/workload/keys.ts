import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../../clock.ts'
import { systemOf } from './systems.ts'
import type { TrustedIssuer } from './trust.ts'

const KEPT_FOR_MS = 10 * 60_000
/** Some publish a chain of certificates with each key; none comes near this. */
const LARGEST_BYTES = 256 * 1024
/** An issuer that failed is let be that long. */
const PAUSE_MS = 5_000

export interface KeyTimes {
  /** How long an issuer may take to say its keys. */
  readonly deadlineMs: number
  /** Unknown keys are looked for again after that long; keys change rarely, and forgers name any. */
  readonly cooldownMs: number
}

/** The keys of an issuer: fetched when they are needed, kept for ten minutes, looked for again when one is not known. */
export function keysOf(
  { issuer, ci, jwksUri }: TrustedIssuer,
  { deadlineMs, cooldownMs }: KeyTimes,
  clock: Clock,
): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY
  const address = new URL(jwksUri ?? `${issuer.replace(/\/+$/, '')}${systemOf(ci).keys}`)
  const fetchKeys: FetchImplementation = async (url, options) => {
    const since = clock() - failedAt
    if (since >= 0 && since < PAUSE_MS) throw new Error(`${address.host} failed a moment ago`)
    try {
      const response = await fetch(url, options)
      if (response.status !== 200) throw new Error(`${address.host} answered ${response.status}`)
      return Response.json(JSON.parse(await bodyOf(response)))
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

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > LARGEST_BYTES) throw new Error(`its keys are larger than ${LARGEST_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
