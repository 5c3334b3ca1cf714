import { existsSync } from 'node:fs'
import { API, limits, type WireError } from '@boss-deployer/protocol'
import fastifyCookie from '@fastify/cookie'
import fastifyCors from '@fastify/cors'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { LinkConfig } from '../config/read.ts'
import { followRequests, requestIdOf } from './follow-requests.ts'
import { sendProblem } from './problem.ts'

/** A client that is slower than this to say what it wants is none of ours (slow loris). */
const HEADERS_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 30_000
const CHECKED_EACH_MS = 5_000
/** Longer than the idle time of common proxies (60 s), so that none sends into a connection that is just closing. */
const KEPT_ALIVE_FOR_MS = 65_000

const contentSecurity = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

export type WebConfig = Pick<LinkConfig, 'origins' | 'trustedProxies' | 'requestsPerAddress' | 'requestsPerToken'>

export interface AppParts extends WebConfig {
  readonly consoleDir: string
  readonly log: Logger
}

/** The HTTP server of the link: REST, sign-in and the console's files. It does not listen yet. */
export async function makeApp(parts: AppParts): Promise<FastifyInstance> {
  const { consoleDir, origins, trustedProxies, requestsPerAddress, log } = parts
  const app = fastify({
    bodyLimit: limits.messageBytes,
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: true,
    requestTimeout: REQUEST_WITHIN_MS,
    keepAliveTimeout: KEPT_ALIVE_FOR_MS,
    http: { headersTimeout: HEADERS_WITHIN_MS, connectionsCheckingInterval: CHECKED_EACH_MS },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    genReqId: requestIdOf,
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOf(error, log)),
  })
  app.setErrorHandler((error: FastifyError, _, reply) => sendProblem(reply, problemOf(error, log)))
  const hasConsole = existsSync(consoleDir)
  app.setNotFoundHandler((request, reply) =>
    hasConsole && isPageOfConsole(request)
      ? reply.sendFile('index.html')
      : sendProblem(reply, { code: 'not_found', message: 'there is no such address' }),
  )
  followRequests(app, log)
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, { contentSecurityPolicy: contentSecurity, strictTransportSecurity: false })
  if (origins.length > 0) {
    // Without credentials: a page of another origin brings a token, never the cookie of a session.
    const exposedHeaders = ['etag', 'retry-after', 'x-request-id']
    await app.register(fastifyCors, {
      origin: [...origins],
      credentials: false,
      exposedHeaders,
      strictPreflight: false,
    })
  }
  await app.register(fastifyRateLimit, { max: requestsPerAddress, timeWindow: 60_000 })
  if (hasConsole) await app.register(fastifyStatic, { root: consoleDir, setHeaders: keepFor })
  return app
}

const A_YEAR_S = 31_536_000

/** The bundler names these files after their content: a browser need not ask for one again. */
function keepFor(reply: FastifyReply, path: string): void {
  if (path.includes('/assets/')) reply.header('cache-control', `public, max-age=${A_YEAR_S}, immutable`)
}

/** The console's pages have addresses of their own; what they show is chosen in the browser. */
function isPageOfConsole({ method, url, headers }: FastifyRequest): boolean {
  const isPage = !url.startsWith(`${API}/`) && !url.startsWith('/assets/')
  return method === 'GET' && isPage && headers.accept?.includes('text/html') === true
}

const codeOfStatus: Readonly<Record<number, WireError['code']>> = {
  413: 'too_large',
  429: 'too_many',
  503: 'unavailable',
}

/** What Fastify itself refuses, as one of our codes; what nobody expected is ours to mend. */
function problemOf(error: FastifyError, log: Logger): WireError {
  const status = error.statusCode ?? 500
  const code = codeOfStatus[status] ?? (status >= 400 && status < 500 ? 'invalid_message' : 'internal')
  if (code !== 'internal') return { code, message: error.message }
  log.error(error)
  return { code, message: 'the link failed: ask what is true now' }
}
