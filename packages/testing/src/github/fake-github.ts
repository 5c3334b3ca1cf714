import type { KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'
import { z } from 'zod'

/**
 * How it answers: as GitHub does, or in a way that is no answer. `unheard`: it does what it is asked, and hangs up before
 * it says so.
 */
export type GithubManners = 'right' | 'error' | 'limit' | 'redirect' | 'hang-up' | 'unheard' | 'no-token'

/** A review of a deployment that waits, as it was taken. */
export interface Review {
  readonly repository: string
  readonly run: string
  readonly environment: string
  readonly state: 'approved' | 'rejected'
  readonly comment: string
}

/** The API of GitHub as far as an App that is a deployment protection rule uses it, on a port of its own. */
export interface FakeGithub extends AsyncDisposable {
  readonly url: string
  /** Each request as `METHOD /path`, in order. */
  readonly asked: string[]
  /** In the order they were taken; a deployment takes one. */
  readonly reviews: Review[]
  /** What each token was asked for. */
  readonly tokensFor: unknown[]
  manners: GithubManners
  /** A job waits for this rule. */
  wait(repository: string, run: number, environment: string): void
  /** Nobody waits there any more. */
  cancel(run: number): void
  /** Tokens that were given are good no more. */
  forgetTokens(): void
}

interface App {
  readonly id: string
  readonly publicKey: KeyObject
  readonly installation: number
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

type Said = readonly [status: number, body?: unknown, headers?: Readonly<Record<string, string>>]

const TOKENS = /^\/app\/installations\/(\d+)\/access_tokens$/
const REVIEW = /^\/repos\/([^/]+\/[^/]+)\/actions\/runs\/(\d+)\/deployment_protection_rule$/
const HOUR_MS = 3_600_000
const LONGEST_JWT_S = 600

const review = z.strictObject({
  environment_name: z.string(),
  state: z.enum(['approved', 'rejected']),
  comment: z.string().max(1_024).optional(),
})

/** Opens it on loopback. */
export async function openFakeGithub({ id, publicKey, installation, clock }: App): Promise<FakeGithub> {
  const asked: string[] = []
  const reviews: Review[] = []
  const tokensFor: unknown[] = []
  const waiting = new Set<string>()
  const tokens = new Map<string, number>()
  const bearer = ({ headers }: IncomingMessage) => headers.authorization?.replace(/^Bearer /, '') ?? ''
  const keyOf = (repository: string, run: string | number, environment: string) =>
    JSON.stringify([String(run), repository.toLowerCase(), environment.toLowerCase()])

  async function answer(request: IncomingMessage, body: string): Promise<Said> {
    const path = request.url ?? ''
    if (request.method !== 'POST') return [404]
    const token = TOKENS.exec(path)
    if (token) return giveToken(request, Number(token[1]), body)
    const [, repository = '', run = ''] = REVIEW.exec(path) ?? []
    if (run === '') return [404]
    const goodUntil = tokens.get(bearer(request)) ?? 0
    return goodUntil > clock() ? take(repository, run, body) : [401, { message: 'Bad credentials' }]
  }

  /** https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app */
  async function giveToken(request: IncomingMessage, at: number, body: string): Promise<Said> {
    if (github.manners === 'no-token' || !(await isApp(bearer(request))))
      return [401, { message: 'A JSON web token could not be decoded' }]
    if (at !== installation) return [404, { message: 'Not Found' }]
    tokensFor.push(JSON.parse(body))
    const value = `ghs_${tokensFor.length}`
    tokens.set(value, clock() + HOUR_MS)
    const expiresAt = new Date(clock() + HOUR_MS).toISOString()
    return [
      201,
      { token: value, expires_at: expiresAt, permissions: { deployments: 'write' }, repository_selection: 'selected' },
    ]
  }

  async function isApp(jwt: string): Promise<boolean> {
    try {
      const options = { algorithms: ['RS256'], issuer: id, currentDate: new Date(clock()) }
      const { payload } = await jwtVerify(jwt, publicKey, options)
      const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload
      return iat <= clock() / 1_000 && exp - iat <= LONGEST_JWT_S
    } catch {
      return false
    }
  }

  function take(repository: string, run: string, body: string): Said {
    const parsed = review.safeParse(JSON.parse(body))
    if (!parsed.success) return [422, { message: 'Validation Failed' }]
    const { environment_name: environment, state, comment = '' } = parsed.data
    if (!waiting.delete(keyOf(repository, run, environment)))
      return [422, { message: 'No pending deployment requests to approve or reject' }]
    reviews.push({ repository, run, environment, state, comment })
    return [204]
  }

  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => void behave(request, response, body))
  })

  async function behave(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const isReview = REVIEW.test(request.url ?? '')
    const [status, said, headers = {}] = (isReview ? bad[github.manners] : undefined) ?? (await answer(request, body))
    const isDeaf = github.manners === 'hang-up' || github.manners === 'unheard'
    if (isReview && isDeaf) request.socket.destroy()
    else
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(said === undefined ? '' : JSON.stringify(said))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const github: FakeGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, reviews, tokensFor, manners: 'right' },
    wait: (repository, run, environment) => void waiting.add(keyOf(repository, run, environment)),
    cancel(run) {
      for (const key of waiting) if (key.startsWith(JSON.stringify([String(run)]).slice(0, -1))) waiting.delete(key)
    },
    forgetTokens: () => tokens.clear(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return github
}

/** What is said instead of an answer to a review. */
const bad: Readonly<Partial<Record<GithubManners, Said>>> = {
  error: [500, { message: 'Server Error' }],
  limit: [403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '60' }],
  redirect: [302, undefined, { location: 'http://127.0.0.1:1/' }],
  'hang-up': [500],
}
