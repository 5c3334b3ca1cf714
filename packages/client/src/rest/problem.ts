import { isErrorCode, type WireError } from '@boss-deployer/protocol'

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> => typeof it === 'object' && it !== null

/** What an answer of a stranger (a proxy, a wrong address) means for us. */
function byStatus(status: number): WireError {
  if (status === 401) return { code: 'unauthenticated', message: 'the link does not know this token' }
  if (status === 403) return { code: 'forbidden', message: 'not allowed' }
  if (status === 413) return { code: 'too_large', message: 'the message is too large' }
  if (status === 429) return { code: 'too_many', message: 'too many at once' }
  if (status >= 502 && status <= 504) return { code: 'unavailable', message: `the link is not there (HTTP ${status})` }
  if (status >= 300 && status <= 399) return { code: 'internal', message: 'the address leads somewhere else' }
  return { code: 'internal', message: `HTTP ${status} without a reason: is this the address of a link?` }
}

/** From problem details (RFC 9457) with our code to an error of the table. */
export function errorOf(status: number, problem: unknown): WireError {
  if (!isRecord(problem) || typeof problem.code !== 'string' || !isErrorCode(problem.code)) return byStatus(status)
  const said = typeof problem.detail === 'string' ? problem.detail : problem.title
  return { code: problem.code, message: (typeof said === 'string' ? said : problem.code).slice(0, 300) }
}
