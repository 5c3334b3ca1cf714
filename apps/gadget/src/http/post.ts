import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Deliver } from '../runner.ts'

const DEADLINE_MS = 1_500
const TORN = ['ECONNRESET', 'EPIPE']

/**
 * Posts to one server over one kept connection, in order: counters only rise. Never rejects: an HTTP status, `reset`
 * when the connection was torn, else `failed`.
 */
export function postTo(
  url: string,
  deadlineMs = DEADLINE_MS,
): { readonly deliver: Deliver; readonly close: () => void } {
  const isPlain = url.startsWith('http:')
  const options = { keepAlive: true, maxSockets: 1 }
  const agent = isPlain ? new HttpAgent(options) : new HttpsAgent(options)
  const request = isPlain ? httpRequest : httpsRequest
  const deliver: Deliver = ({ path, headers, body }) =>
    new Promise((resolve) => {
      const length = Buffer.byteLength(body)
      const sent = request(new URL(path, url), {
        agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
        signal: AbortSignal.timeout(deadlineMs),
      })
      sent.on('response', (response) => {
        response.resume()
        response.on('error', () => resolve('failed'))
        response.on('end', () => resolve(response.statusCode ?? 'failed'))
      })
      sent.on('error', (error) => resolve('code' in error && TORN.includes(String(error.code)) ? 'reset' : 'failed'))
      sent.end(body)
    })
  return { deliver, close: () => agent.destroy() }
}
