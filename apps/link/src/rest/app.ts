import { existsSync } from 'node:fs'
import { limits, type WireError } from '@boss-deployer/protocol'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { sendProblem } from './problem.ts'

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
