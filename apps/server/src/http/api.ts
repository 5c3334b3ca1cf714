import { isUtf8 } from 'node:buffer'
import { errorTable } from '@boss-deployer/protocol'
import { macHeaders, serverPaths } from '@boss-deployer/protocol/gadget'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Arrived } from '../core/inputs.ts'
import type { Server } from '../server.ts'

const LARGEST_BODY = 4 * 1024
export const VERSION = '0.1.0'

function problem(status: number, message?: string) {
  const [code, row] = Object.entries(errorTable).find(([, it]) => it.status === status) ?? ['internal', null]
  return { code, message: message ?? row?.title ?? 'That did not work' }
}

function arrivedIn({ method, url, headers, body }: FastifyRequest): Arrived {
  const header = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value : ''
  }
  return {
    method,
    path: url,
    gadget: header(macHeaders.gadget),
    session: header(macHeaders.session),
    counter: header(macHeaders.counter),
    mac: header(macHeaders.mac),
    body: typeof body === 'string' ? body : '',
  }
}

/** What gadgets call, and `GET /state` for anybody. Bodies stay the text that was sent: a MAC is over bytes. */
export function serverApi(server: Server): FastifyInstance {
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    requestTimeout: 5_000,
    connectionTimeout: 60_000,
  })
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
  for (const path of serverPaths) {
    app.post(path, (request, reply) => {
      const status = server.arrived(arrivedIn(request))
      return reply.code(status).send(status === 200 ? { ok: true } : problem(status))
    })
  }
  app.get('/state', () => {
    const { name, link, gadgets, refused } = server.state()
    const each = [...gadgets].map(([gadget, { isOn }]) => ({ gadget, on: isOn }))
    return { server: name, link, gadgets: each, refused, version: VERSION }
  })
  return app
}
