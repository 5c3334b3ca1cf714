import { fail, ok, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { Capabilities } from '@boss-deployer/store'
import type { Principal } from '../auth/principal.ts'
import type { Guest } from './guest.ts'

/** Who sits here and what that one may, now. */
export type Authority = () => Promise<Result<Principal, WireError>>

/**
 * Where other links revoke and change what somebody may, it is asked for with every message: nothing that was taken away
 * elsewhere lets anybody pass here, whether or not the news has come. What was said first is decided first; messages
 * that come while one is asked for share the next asking.
 */
export function authorityOf(
  { principal, prove }: Pick<Guest, 'principal' | 'prove'>,
  { hasManyWriters }: Capabilities,
  onError: (error: unknown) => void,
): Authority {
  if (!hasManyWriters) return async () => ok(principal)
  let asking: ReturnType<Authority> = Promise.resolve(ok(principal))
  let next: ReturnType<Authority> | null = null
  return () => {
    next ??= asking.then(() => {
      next = null
      asking = prove().catch((error: unknown) => {
        onError(error)
        return fail({ code: 'unavailable', message: 'the link cannot know who you are now: try again' })
      })
      return asking
    })
    return next
  }
}
