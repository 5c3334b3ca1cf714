import { isUtf8 } from 'node:buffer'
import { errorTable } from '@boss-deployer/protocol'
import Fastify, { type FastifyInstance } from 'fastify'

/** The code for a status that this API gives. */
export function problem(status: number, message?: string) {
  const [code, row] = Object.entries(errorTable).find(([, it]) => it.status === status) ?? ['internal', null]
  return { code, message: message ?? row?.title ?? 'That did not work' }
}

/** An HTTP server that hands bodies on as the text that was sent: a MAC is over bytes, not over what they mean. */
export function newApp(bodyLimit: number): FastifyInstance {
  const app = Fastify({ bodyLimit, forceCloseConnections: true, requestTimeout: 5_000, connectionTimeout: 60_000 })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    if (isUtf8(bytes)) return done(null, bytes.toString('utf8'))
    done(Object.assign(new Error('the body is not UTF-8'), { statusCode: 400 }))
  })
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ code: 'not_found', message: 'There is no such path' }))
  app.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500
    return reply.code(status).send(problem(status, status < 500 ? error.message : undefined))
  })
  return app
}
