import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Call } from '../server.ts'

const DEADLINE_MS = 1_500
const TORN = ['ECONNRESET', 'EPIPE']

/**
 * Calls gadgets over kept connections. Never rejects: an HTTP status, `reset` when the connection was torn, `failed`
 * when there was none or no answer in time.
 */
export function gadgetCaller(deadlineMs = DEADLINE_MS) {
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }
  const call = ({ gadget, path, headers, body }: Call): Promise<number | 'reset' | 'failed'> =>
    new Promise((resolve) => {
      const url = new URL(path, gadget.url)
      const [agent, request] =
        url.protocol === 'https:' ? [agents['https:'], httpsRequest] : [agents['http:'], httpRequest]
      const sent = request(url, {
        agent,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
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
  return {
    call,
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
