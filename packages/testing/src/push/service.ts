import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importJWK, jwtVerify } from 'jose'
import { makePushBrowser, type PushBrowser } from './browser.ts'

/** How it answers: as a push service does, or in a way that is no answer. `gone`: the browser takes no more. */
export type PushManners = 'right' | 'error' | 'gone' | 'hang-up' | 'never'

/** A message that a browser was given. */
export interface Pushed {
  readonly message: unknown
  readonly topic: string | null
  readonly ttl: number
}

/** A browser that has subscribed here. */
export interface Subscribed extends Pick<PushBrowser, 'p256dh' | 'auth'> {
  readonly endpoint: string
  readonly pushed: Pushed[]
}

/** A push service (RFC 8030) on a port of its own: it checks who pushes (RFC 8292), and opens as the browser what is sealed. */
export interface FakePushService extends AsyncDisposable {
  readonly url: string
  /** Each request that was no message, as it should be told. */
  readonly refused: string[]
  manners: PushManners
  /** How often somebody pushed, whatever was answered. */
  asked: number
  /** A browser that takes messages of this key alone. */
  subscribe(key: string): Subscribed
}

const VAPID = /^vapid t=([\w.-]+), k=([\w-]+)$/

/** Opens it on loopback. */
export async function openFakePushService(): Promise<FakePushService> {
  const browsers = new Map<string, { readonly keys: PushBrowser; readonly key: string; readonly shown: Subscribed }>()

  async function take(request: IncomingMessage, body: Buffer): Promise<number> {
    const browser = browsers.get(request.url ?? '')
    if (!browser) return 404
    const [, token = '', key = ''] = VAPID.exec(request.headers.authorization ?? '') ?? []
    if (key !== browser.key || !(await isSigned(token, key, service.url))) return refuse(403, 'not by its key')
    if (request.headers['content-encoding'] !== 'aes128gcm') return refuse(400, 'not sealed as RFC 8291 says')
    const message: unknown = JSON.parse(browser.keys.open(body))
    const { topic, ttl } = request.headers
    browser.shown.pushed.push({ message, topic: typeof topic === 'string' ? topic : null, ttl: Number(ttl) })
    return 201
  }

  function refuse(status: number, why: string): number {
    service.refused.push(why)
    return status
  }

  const server = createServer((request, response) => {
    service.asked += 1
    if (service.manners === 'never') return
    if (service.manners === 'hang-up') return void request.socket.destroy()
    if (service.manners !== 'right') return void response.writeHead(service.manners === 'gone' ? 410 : 500).end()
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      void take(request, Buffer.concat(parts))
        .catch((error: unknown) => refuse(400, String(error)))
        .then((status) => response.writeHead(status).end())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const service: FakePushService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: [],
    manners: 'right',
    asked: 0,
    subscribe(key) {
      const path = `/send/${browsers.size + 1}`
      const keys = makePushBrowser()
      const { p256dh, auth } = keys
      const shown: Subscribed = { endpoint: `${service.url}${path}`, p256dh, auth, pushed: [] }
      browsers.set(path, { keys, key, shown })
      return shown
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return service
}

/** RFC 8292, 2: by this key, for this service, and for no longer than a day. */
async function isSigned(token: string, key: string, audience: string): Promise<boolean> {
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  try {
    const publicKey = await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256')
    const { payload } = await jwtVerify(token, publicKey, { audience, algorithms: ['ES256'] })
    const { exp = Number.POSITIVE_INFINITY, sub = '' } = payload
    return exp - Date.now() / 1_000 <= 86_400 && /^(?:mailto|https):/.test(sub)
  } catch {
    return false
  }
}
