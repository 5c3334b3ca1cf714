import { fail, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { HubParts } from '../hub/hub.ts'
import type { Caller } from '../requests/caller.ts'
import { callerFor } from '../rest/request.ts'

/** Who posts, where the token stands in what is posted; as any other token it may ask, and not too often. */
export async function callerOfToken(
  token: string,
  { bearer, isWithinRate }: Pick<HubParts, 'bearer' | 'isWithinRate'>,
): Promise<Result<Caller, WireError>> {
  const principal = await bearer(token)
  if (!principal.ok) return principal
  if (!isWithinRate(principal.value.credential))
    return fail({ code: 'too_many', message: 'too many requests with this token: slow down' })
  return callerFor(principal.value, ['ask'])
}
