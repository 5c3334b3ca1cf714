import { gadgetPaths, macHeaders } from '@boss-deployer/protocol/gadget'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hearsServer } from '../core/lights.ts'
import { VERSION } from '../core/ping.ts'
import type { Arrived } from '../core/state.ts'
import type { Gadget } from '../runner.ts'
import { newApp, problem } from './app.ts'

const LARGEST_BODY = 8 * 1024

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

/** What the gadget's server calls, and `GET /state` for anybody. */
export function gadgetApi(gadget: Gadget): FastifyInstance {
  const app = newApp(LARGEST_BODY)
  for (const path of gadgetPaths) {
    app.post(path, (request, reply) => {
      const status = gadget.put({ type: 'arrived', message: arrivedIn(request) }).status ?? 500
      return reply.code(status).send(status === 200 ? { ok: true } : problem(status))
    })
  }
  app.get('/state', () => {
    const state = gadget.state()
    return {
      gadget: state.self.id,
      on: hearsServer(state, gadget.now()),
      mode: state.shown?.mode ?? null,
      queue_length: state.shown?.queueLength ?? 0,
      link: hearsServer(state, gadget.now()) && state.shown?.link === true,
      version: VERSION,
    }
  })
  return app
}
