import { restAnswers } from '@boss-deployer/protocol'
import { call, type Fetch } from '../../api/rest.ts'

export type Call = Awaited<ReturnType<typeof readCalls>>[number]

/** More are made about no lock. */
const MOST = 50

/** What the link told others outside about a lock, the first first; none while that cannot be known. */
export async function readCalls(fetch: Fetch, lock: string) {
  const query = new URLSearchParams({ lock, limit: String(MOST) })
  const answer = await call(fetch, { method: 'GET', path: `/calls?${query}`, schema: restAnswers.calls })
  return answer.ok ? [...answer.value.value.calls].reverse() : []
}
