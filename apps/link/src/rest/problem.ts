import { errorTable, type WireError } from '@boss-deployer/protocol'
import type { FastifyReply } from 'fastify'

/** An error as problem details (RFC 9457) with our code. */
export function sendProblem(reply: FastifyReply, { code, message }: WireError): FastifyReply {
  const { status, title } = errorTable[code]
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, code, detail: message }))
}
