import { restAnswers } from '@boss-deployer/protocol'
import { Refused } from '../../api/refused.ts'
import { call, type Fetch } from '../../api/rest.ts'

export type Call = Awaited<ReturnType<typeof readCalls>>[number]

/** Of more, the newest. */
const MOST = 50

/**
 * What the link told others outside about a lock, the first first.
 * @throws Refused
 */
export async function readCalls(fetch: Fetch, lock: string) {
  const query = new URLSearchParams({ lock, limit: String(MOST) })
  const answer = await call(fetch, { method: 'GET', path: `/calls?${query}`, schema: restAnswers.calls })
  if (!answer.ok) throw new Refused(answer.error)
  return [...answer.value.value.calls].reverse()
}
