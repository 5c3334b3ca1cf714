import { restAnswers } from '@boss-deployer/protocol'
import { emptyHead, type SignedHead } from '@boss-deployer/protocol/record'
import { must, Problem } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'

const PAGE = 500
/** For one page. */
const WITHIN_MS = 60_000

export const headOfLink = async (operator: Operator): Promise<SignedHead> =>
  must(await operator.call('GET', '/history/head', { schema: restAnswers.head }))

/** The stored bytes of every event up to a head, a page at a time; fewer when the link has no more. */
export async function* chainOfLink(operator: Operator, upTo: number): AsyncGenerator<Buffer> {
  let after = emptyHead.sequence
  while (after < upTo) {
    const limit = Math.min(PAGE, upTo - after)
    const page = await pageOf(operator, after, limit)
    if (page.length === 0) return
    yield page
    after += limit
  }
}

/** The bytes themselves: `RestClient` reads JSON, and a hash is over bytes. */
async function pageOf({ address }: Operator, after: number, limit: number): Promise<Buffer> {
  const url = `${address.url}/api/v1/history/export?after=${after}&limit=${limit}`
  const headers = { authorization: `Bearer ${address.token}` }
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  } catch (error) {
    const message = `the export did not come: ${error instanceof Error ? error.message : String(error)}`
    throw new Problem({ code: 'unavailable', message, next: 'try again; see whether the link runs: boss status' })
  }
}
