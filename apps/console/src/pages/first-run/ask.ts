import { API, restAnswers } from '@boss-deployer/protocol'
import { Refused } from '../../api/refused.ts'
import { call, type Fetch } from '../../api/rest.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * The gadget that is there, else one that is enrolled; null where there is none.
 * @throws Refused
 */
export async function readGadget(fetch: Fetch) {
  const answer = await call(fetch, { method: 'GET', path: '/gadgets', schema: restAnswers.gadgets })
  if (!answer.ok) throw new Refused(answer.error)
  const enrolled = answer.value.value.gadgets.filter(({ revokedAt }) => revokedAt === null)
  return enrolled.find(({ online }) => online) ?? enrolled[0] ?? null
}

/** A token that asks, for a day. */
export const makeToken = (fetch: Fetch, now: number) =>
  call(fetch, {
    method: 'POST',
    path: '/tokens',
    body: {
      name: `first-run-${now.toString(36)}`,
      grants: [{ role: 'pipeline', gate: 'root' }],
      expires_at: new Date(now + DAY_MS).toISOString(),
    },
    schema: restAnswers.newToken,
  })

interface CurlLine {
  readonly origin: string
  readonly token: string
  /** Says which request it is: pasted again it is the same one. */
  readonly now: number
  readonly goesOn: string
}

/** Asks, waits, and ends well once somebody has pressed. */
export function curlLine({ origin, token, now, goesOn }: CurlLine): string {
  const query = new URLSearchParams({ pipeline: 'shop', step: 'deploy', request_id: `first-${now}`, wait: '55s' })
  const url = `${origin}${API}/gates/root/pass?${query}`
  return `curl -fsS -X POST '${url}' -H 'authorization: Bearer ${token}' && echo '${goesOn}'`
}
