import { fail, type Result } from '@boss-deployer/gate'
import { limits, type WireError } from '@boss-deployer/protocol'
import type { Principal } from './principal.ts'

/** One way to prove who one is by a text that one carries. */
export interface Proof {
  /** Whether this text is meant for this way. At most one way fits. */
  readonly fits: (text: string) => boolean
  readonly prove: (text: string) => Promise<Result<Principal, WireError>>
}

/** Who carries this text: in `Authorization: Bearer`, or as the `token` of a socket. */
export type Bearer = (text: string) => Promise<Result<Principal, WireError>>

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** Three parts of base64url joined by dots, as no secret of our own has them. */
export const isJwt = (text: string): boolean => JWT.test(text)

/** Asks the one way that a text is meant for. */
export function bearerOf(proofs: readonly Proof[]): Bearer {
  return async (text) => {
    const proof = text.length > limits.token ? undefined : proofs.find(({ fits }) => fits(text))
    return proof ? proof.prove(text) : fail({ code: 'unauthenticated', message: 'this token is not known' })
  }
}
