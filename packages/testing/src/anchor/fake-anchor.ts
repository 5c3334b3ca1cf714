import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a head is taken: as it should be, or in a way that is no receipt. */
export type AnchorManners = 'right' | 'error' | 'redirect' | 'hang-up' | 'no HTTP' | 'silent'

export interface TakenHead {
  /** The head as it came, one line. */
  readonly line: string
  /** The name of the message, by which a second telling is known. */
  readonly key: string | undefined
}

/** Somebody outside who keeps signed heads, on a port of its own. It misbehaves when it is told to. */
export interface FakeAnchor extends AsyncDisposable {
  readonly url: string
  /** What was kept, oldest first. */
  readonly taken: readonly TakenHead[]
  /** How often it was asked to keep something. */
  readonly asked: number
  manners: AnchorManners
}

const receipts: Readonly<Record<AnchorManners, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
  right: (_, response) => response.writeHead(204).end(),
  error: (_, response) => response.writeHead(500).end('no'),
  redirect: (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  'hang-up': (request) => request.socket.destroy(),
  'no HTTP': (request) => request.socket.end('what?\r\n\r\n'),
  silent: () => undefined,
}

/** Opens an anchor on loopback. */
export async function openFakeAnchor(): Promise<FakeAnchor> {
  const taken: TakenHead[] = []
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      if (anchor.manners === 'right') taken.push({ line: body, key: request.headers['idempotency-key']?.toString() })
      receipts[anchor.manners](request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const anchor: FakeAnchor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heads`,
    taken,
    get asked() {
      return asked
    },
    manners: 'right',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return anchor
}
