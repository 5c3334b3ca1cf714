import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * How it answers: as Concourse does, or in a way that is no answer. `deaf`: it takes an abort, and the build goes on.
 * `late`: it does what it is asked, and says so when a test lets it. `twice`: it says each answer two times.
 */
export type AtcManners = 'right' | 'error' | 'garbage' | 'redirect' | 'hang-up' | 'silent' | 'deaf' | 'late' | 'twice'

/** A build as the API tells it (`atc.Build`). */
export interface FakeBuild {
  readonly id: number
  readonly team_name: string
  readonly pipeline_name: string
  readonly job_name: string
  status: 'pending' | 'started' | 'succeeded' | 'failed' | 'errored' | 'aborted'
}

/** The API of a Concourse, from its routes (atc/routes.go), on a port of its own. */
export interface FakeAtcApi extends AsyncDisposable {
  readonly url: string
  /** Each request as `METHOD /path?query`, in order. */
  readonly asked: string[]
  /** Paths of resources whose webhook was taken. */
  readonly checked: string[]
  readonly builds: Map<number, FakeBuild>
  /** Builds that took a lock's version for their input. */
  readonly takers: Map<string, readonly number[]>
  manners: AtcManners
  /** Tokens that were given are good no more. */
  forgetTokens(): void
  /** Says what was held back; how many answers that were. */
  answerLate(): number
}

interface Atc {
  readonly username: string
  readonly password: string
  /** Of every resource. */
  readonly webhookToken: string
}

type Said = readonly [status: number, body?: unknown]

const WEBHOOK = /^\/api\/v1\/teams\/([^/]+)\/pipelines\/([^/]+)\/resources\/([^/]+)\/check\/webhook$/
const VERSIONS = /^\/api\/v1\/teams\/[^/]+\/pipelines\/[^/]+\/resources\/[^/]+\/versions(?:\/(\d+)\/input_to)?$/
const BUILD = /^\/api\/v1\/builds\/(\d+)(\/abort)?$/

/** Opens it on loopback. */
export async function openFakeAtcApi({ username, password, webhookToken }: Atc): Promise<FakeAtcApi> {
  const asked: string[] = []
  const checked: string[] = []
  const builds = new Map<number, FakeBuild>()
  const takers = new Map<string, readonly number[]>()
  let tokens = new Set<string>()

  function answer(request: IncomingMessage, url: URL, body: string): Said {
    if (url.pathname === '/sky/issuer/token') return tokenFor(request, new URLSearchParams(body))
    const webhook = WEBHOOK.exec(url.pathname)
    if (webhook) return check(webhook.slice(1).map(decodeURIComponent).join('/'), url.searchParams.get('webhook_token'))
    if (!tokens.has(request.headers.authorization?.replace(/^Bearer /, '') ?? '')) return [401]
    const build = BUILD.exec(url.pathname)
    if (build) return onBuild(builds.get(Number(build[1])), build[2] !== undefined, request.method)
    const versions = VERSIONS.exec(url.pathname)
    return versions ? versionsFor(versions[1], url.searchParams.get('filter')) : [404]
  }

  /** The password grant of the client `fly`. */
  function tokenFor({ headers }: IncomingMessage, form: URLSearchParams): Said {
    const isFly = headers.authorization === `Basic ${Buffer.from('fly:Zmx5').toString('base64')}`
    const isUser = form.get('username') === username && form.get('password') === password
    if (!isFly || !isUser || form.get('grant_type') !== 'password') return [401, { error: 'invalid_grant' }]
    const token = `token-${asked.length}`
    tokens.add(token)
    return [200, { access_token: token, token_type: 'bearer', expires_in: 86_400 }]
  }

  function check(resource: string, token: string | null): Said {
    if (token === null) return [400]
    if (token !== webhookToken) return [401]
    checked.push(resource)
    return [201, { id: 1_000 + checked.length, status: 'started' }]
  }

  function onBuild(build: FakeBuild | undefined, isAbort: boolean, method: string | undefined): Said {
    if (!build) return [404]
    if (!isAbort) return [200, build]
    if (method !== 'PUT') return [405]
    if (api.manners !== 'deaf' && ['pending', 'started'].includes(build.status)) build.status = 'aborted'
    return [204]
  }

  function versionsFor(version: string | undefined, filter: string | null): Said {
    const locks = [...takers.keys()]
    if (version !== undefined) {
      const ids = takers.get(locks[Number(version) - 1] ?? '') ?? []
      return [200, ids.flatMap((id) => builds.get(id) ?? [])]
    }
    const found = locks.flatMap((lock, index) =>
      filter === `lock:${lock}` ? [{ id: index + 1, version: { lock }, enabled: true }] : [],
    )
    return [200, found]
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', api.url)
    asked.push(`${request.method} ${request.url}`)
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const said = () => answer(request, url, body)
      if (api.manners === 'late') hold(said(), response)
      else manners[api.manners](request, response, said)
    })
  })
  const held: (() => void)[] = []
  function hold(said: Said, response: ServerResponse): void {
    held.push(() => say(said, response))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api: FakeAtcApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ asked, checked, builds, takers, manners: 'right' },
    forgetTokens() {
      tokens = new Set()
    },
    answerLate() {
      const late = held.splice(0)
      for (const tellNow of late) tellNow()
      return late.length
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return api
}

type Manner = (request: IncomingMessage, response: ServerResponse, answer: () => Said) => unknown

const textOf = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body))

const say = ([status, body]: Said, response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(textOf(body))

const tell: Manner = (_, response, answer) => say(answer(), response)

const tellTwice: Manner = ({ socket }, response, answer) => {
  const said = answer()
  const text = textOf(said[1])
  const again = `HTTP/1.1 ${said[0]} Again\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  response.once('finish', () => socket.write(again))
  return say(said, response)
}

const manners: Readonly<Record<Exclude<AtcManners, 'late'>, Manner>> = {
  right: tell,
  deaf: tell,
  twice: tellTwice,
  error: (_, response) => response.writeHead(500).end('pq: connection refused'),
  garbage: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
  redirect: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'hang-up': (request) => request.socket.destroy(),
  silent: () => undefined,
}
