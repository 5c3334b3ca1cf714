import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ClientChannel, clientChannelNames } from '@boss-deployer/protocol'
import { Server, type Socket } from 'socket.io'
import { exampleWelcome } from './examples.ts'
import { type Handler, type Reply, silence } from './reply.ts'

export interface FakeLinkOptions {
  readonly port?: number
  /** Refuses whoever connects, with this as the error's data. */
  readonly refusal?: unknown
  /** Sent to whoever connects; null: nothing. */
  readonly welcome?: unknown
  readonly handlers?: Partial<Record<ClientChannel, Handler>>
  /** For what is not Socket.IO's. */
  readonly http?: (request: IncomingMessage, response: ServerResponse) => void
}

export interface FakeLink extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** All that was said to it, in order. */
  readonly heard: readonly { readonly channel: string; readonly message: unknown }[]
  /** What each client said when it connected. */
  readonly hellos: readonly unknown[]
  /** How often somebody tried to connect. */
  readonly attempts: number
  refusal: unknown
  handle(channel: ClientChannel, handler: Handler): void
  /** To everybody who is connected. */
  say(channel: string, payload: unknown): void
  /** Breaks every connection without a word. */
  cut(): void
  /** Sends every client away, politely. */
  dismiss(): void
  connected(): number
}

/** A link on a port of its own that does whatever a test tells it to, on real sockets. */
export async function openFakeLink(options: FakeLinkOptions = {}): Promise<FakeLink> {
  const handlers = new Map<string, Handler>(Object.entries(options.handlers ?? {}))
  const heard: { channel: string; message: unknown }[] = []
  const hellos: unknown[] = []
  const counts = new Map<string, number>()
  let attempts = 0
  const http = createServer(
    options.http ??
      ((_request, response) => {
        response.writeHead(404).end()
      }),
  )
  const io = new Server(http, { serveClient: false, pingInterval: 5_000, pingTimeout: 5_000 })

  const fake: FakeLink = {
    url: '',
    port: 0,
    heard,
    hellos,
    get attempts() {
      return attempts
    },
    refusal: options.refusal,
    handle: (channel, handler) => void handlers.set(channel, handler),
    say: (channel, payload) => void io.emit(channel, payload),
    cut() {
      for (const socket of io.sockets.sockets.values()) socket.conn.transport.close()
    },
    dismiss: () => io.disconnectSockets(true),
    connected: () => io.sockets.sockets.size,
    async [Symbol.asyncDispose]() {
      await io.close()
      http.closeAllConnections()
    },
  }

  io.use((_socket, next) => {
    attempts++
    next(fake.refusal === undefined ? undefined : Object.assign(new Error('refused'), { data: fake.refusal }))
  })
  io.on('connection', (socket) => {
    hellos.push(socket.handshake.auth)
    if (options.welcome !== null) socket.emit('welcome', options.welcome ?? exampleWelcome)
    for (const channel of clientChannelNames) {
      socket.on(channel, (message: unknown, acknowledge?: (raw: unknown) => void) => {
        heard.push({ channel, message })
        const count = (counts.get(channel) ?? 0) + 1
        counts.set(channel, count)
        const reply = handlers.get(channel)?.(message as never, count) ?? silence
        void Promise.resolve(reply).then((it) => perform(socket, it, acknowledge))
      })
    }
  })
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return Object.defineProperties(fake, { url: { value: `http://127.0.0.1:${port}` }, port: { value: port } })
}

function perform(socket: Socket, reply: Reply, acknowledge?: (raw: unknown) => void): void {
  switch (reply.does) {
    case 'answer':
      acknowledge?.(reply.raw)
      return
    case 'answer-twice':
      // Socket.IO's server refuses to acknowledge twice, so the second packet is written by hand.
      socket.conn.once('packetCreate', ({ data }: { readonly data: string }) => {
        setImmediate(() => socket.conn.write(data.replace(/\[.*$/s, JSON.stringify([reply.again]))))
      })
      acknowledge?.(reply.raw)
      return
    case 'keep-silent':
      return
    case 'cut':
      socket.conn.transport.close()
  }
}
