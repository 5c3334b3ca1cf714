import { existsSync } from 'node:fs'
import { API, limits, toWire, type WireError } from '@boss-deployer/protocol'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { HubParts } from '../hub/hub.ts'
import { gateRoutes } from './gates.ts'
import { exportLines, historyRoutes } from './history.ts'
import { lockRoutes } from './locks.ts'
import { peopleRoutes } from './people.ts'
import { sendProblem } from './problem.ts'
import { callerFor, identify } from './request.ts'
import type { RestCall, Route } from './route.ts'
import { codeRoute, signInRoutes } from './sign-in.ts'

/** Requests a minute from one address. */
const REQUESTS_PER_MINUTE = 60_000

const contentSecurity = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

/** The HTTP server of the link: REST, sign-in and the console's files. It does not listen yet. */
export async function makeApp(consoleDir: string, onError: (error: unknown) => void): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: limits.messageBytes,
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: true,
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOf(error, onError)),
  })
  app.setErrorHandler((error: FastifyError, _, reply) => sendProblem(reply, problemOf(error, onError)))
  app.setNotFoundHandler((_, reply) =>
    sendProblem(reply, { code: 'invalid_message', message: 'there is no such address' }),
  )
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, { contentSecurityPolicy: contentSecurity, strictTransportSecurity: false })
  await app.register(fastifyRateLimit, { max: REQUESTS_PER_MINUTE, timeWindow: 60_000 })
  if (existsSync(consoleDir)) await app.register(fastifyStatic, { root: consoleDir })
  return app
}

/** The routes of the REST API, from one table. */
export function addRoutes(app: FastifyInstance, parts: HubParts): void {
  const routes = [...gateRoutes, ...lockRoutes, ...historyRoutes, ...peopleRoutes, codeRoute]
  for (const route of routes) {
    const { method, path: url, status = 200 } = route
    app.route({
      method,
      url: `${API}${url}`,
      handler: async (request, reply) => {
        const result = await answerTo(route, parts, { request, reply })
        return result.ok ? reply.code(status).send(toWire<unknown>(result.value)) : sendProblem(reply, result.error)
      },
    })
  }
  const exporting: Pick<Route, 'rights' | 'answer'> = { rights: ['view'], answer: exportLines }
  app.get(`${API}/history/export`, async (request: FastifyRequest, reply: FastifyReply) => {
    const lines = await answerTo(exporting, parts, { request, reply })
    return lines.ok ? reply.type('application/x-ndjson').send(lines.value) : sendProblem(reply, lines.error)
  })
  app.get('/healthz', async () => ({ ok: true }))
  signInRoutes(app, parts)
}

async function answerTo(
  { rights, answer }: Pick<Route, 'rights' | 'answer'>,
  parts: HubParts,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
) {
  const principal = await identify(request, parts.authenticator)
  if (!principal.ok) return principal
  const caller = callerFor(principal.value, rights)
  if (!caller.ok) return caller
  const setHeader = (name: string, value: string) => void reply.header(name, value)
  const call: RestCall = { caller: caller.value, parts, request, setHeader }
  return answer(call)
}

const codeOfStatus: Readonly<Record<number, WireError['code']>> = {
  413: 'too_large',
  429: 'too_many',
  503: 'unavailable',
}

/** What Fastify itself refuses, as one of our codes; what nobody expected is ours to mend. */
function problemOf(error: FastifyError, onError: (error: unknown) => void): WireError {
  const status = error.statusCode ?? 500
  const code = codeOfStatus[status] ?? (status >= 400 && status < 500 ? 'invalid_message' : 'internal')
  if (code !== 'internal') return { code, message: error.message }
  onError(error)
  return { code, message: 'the link failed: ask what is true now' }
}
