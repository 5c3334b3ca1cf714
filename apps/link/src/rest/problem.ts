import { errorTable, toWire, type WireError } from '@boss-deployer/protocol'
import type { FastifyReply } from 'fastify'

/** An error as problem details (RFC 9457) with our code. */
export function sendProblem(reply: FastifyReply, { code, message, more = {} }: WireError): FastifyReply {
  const { status, title } = errorTable[code]
  if (code === 'too_many' && !reply.hasHeader('retry-after')) reply.header('retry-after', '1')
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, code, detail: message, ...toWire<object>(more) }))
}
