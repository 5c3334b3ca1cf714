import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'

const REQUEST_ID = /^[\w.:+/=-]{1,100}$/

/** The id that the client or its proxy gave a request, when it is fit for a log; else one of our own. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const said = headers['x-request-id']
  return typeof said === 'string' && REQUEST_ID.test(said) ? said : uuidv7()
}

/**
 * Gives each answer its request's id, and writes a line about it: at `debug`, because a waiting pipeline asks every
 * minute; at `warn` when the link failed. The line has the route, never the address with what it was asked: a query may
 * hold what is nobody's business.
 */
export function followRequests(app: FastifyInstance, log: Logger): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      address: request.ip,
    }
    if (reply.statusCode >= 500) log.warn(line, 'request')
    else log.debug(line, 'request')
  })
}
