import {
  type ClientChannel,
  clientChannels,
  type LinkChannel,
  limits,
  linkChannels,
  parse,
  toWire,
  type WireError,
} from '@boss-deployer/protocol'
import { io } from 'socket.io-client'
import { readAnswer, unavailable } from './answer.ts'
import type { Connection, Link, LinkOptions, Message } from './link.ts'
import { listenerSet } from './listeners.ts'
import { keepConnected } from './reconnect.ts'
import { fail, type Result } from './result.ts'
import { stopping } from './stop.ts'

const DEADLINE_MS = 10_000

const schemaOf = (channel: LinkChannel) => linkChannels[channel === 'default' ? 'status' : channel]

/** What the transport adds around a message must fit under the same bound. */
const LARGEST_BYTES = limits.messageBytes - 1_024

/** Our own mistakes are answered here: a message that is too large would cost the whole connection. */
function mistakeIn(channel: ClientChannel, wire: unknown): WireError | null {
  const checked = parse(clientChannels[channel].request, wire)
  if (!checked.ok) return checked.error
  if (new TextEncoder().encode(JSON.stringify(wire)).length <= LARGEST_BYTES) return null
  return { code: 'too_large', message: `the message is larger than ${LARGEST_BYTES} bytes` }
}

/** The address may have a path before it (a proxy); Socket.IO would read that as a namespace. */
function addressOf(url: string): { readonly origin: string; readonly path: string } {
  const { origin, pathname } = new URL(url)
  return { origin, path: `${pathname.replace(/\/+$/, '')}/socket.io` }
}

/** What `hello` says; a field that is not given is left out. */
const helloOf = ({ token, role, gate, pipeline, step, guards }: LinkOptions) =>
  toWire({ ...(token ? { token } : {}), role, gate, pipeline, step, guards })

/** Opens one socket to the link and keeps it open until `close`. Throws only on an address that is none. */
export function connectLink(options: LinkOptions): Link {
  const { origin, path } = addressOf(options.url)
  const connectWithinMs = options.connectWithinMs ?? DEADLINE_MS
  const socket = io(origin, {
    path,
    auth: helloOf(options),
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    withCredentials: true,
    forceNew: true,
    autoConnect: false,
    // `keepConnected` does it: Socket.IO gives up by itself where the link answered.
    reconnection: false,
  })
  /** The token of this connection has a successor. */
  let isOld = false
  const connections = listenerSet<Connection>()
  let now: Connection | null = null
  let settleWelcome: (it: Result<Message<'welcome'>, WireError>) => void = () => {}
  const welcome = new Promise<Result<Message<'welcome'>, WireError>>((resolve) => {
    settleWelcome = resolve
  })
  socket.on('welcome', (raw: unknown) => {
    const parsed = parse(linkChannels.welcome, raw)
    if (parsed.ok) settleWelcome(parsed)
  })
  socket.on('connect', () => {
    isOld = false
  })
  const keeper = keepConnected(socket, {
    reconnectMs: options.reconnectMs ?? [100, 5_000],
    connectWithinMs,
    tell(connection) {
      now = connection
      if (connection.state === 'refused') settleWelcome(fail(connection.error))
      connections.tell(connection)
    },
  })

  const link: Link = {
    welcome,
    async send(channel, message, deadlineMs = DEADLINE_MS) {
      if (now?.state === 'refused') return fail(now.error)
      if (!socket.connected) return unavailable('not connected to the link')
      const wire = toWire<unknown>(message)
      const mistake = mistakeIn(channel, wire)
      if (mistake) return fail(mistake)
      try {
        const answer: unknown = await socket.timeout(deadlineMs).emitWithAck(channel, wire)
        const read = readAnswer(clientChannels[channel].answer, answer)
        if (read.ok || read.error.code !== 'unauthenticated' || !isOld) return read as never
        socket.disconnect()
        return unavailable('the token has ended: its successor comes in')
      } catch {
        return unavailable(`no answer within ${deadlineMs} ms, or the connection was lost`)
      }
    },
    resumeWith(token) {
      isOld = true
      socket.auth = helloOf({ ...options, token })
    },
    on(channel, listener) {
      const heard = (raw: unknown) => {
        const parsed = parse(schemaOf(channel), raw)
        if (parsed.ok) listener(parsed.value as never)
      }
      const name: string = channel
      socket.on(name, heard)
      return stopping(() => socket.off(name, heard))
    },
    onConnection(listener) {
      if (now) listener(now)
      return connections.add(listener)
    },
    async close() {
      keeper.stop()
      socket.disconnect()
      settleWelcome(unavailable('the connection was closed'))
    },
    [Symbol.asyncDispose]: () => link.close(),
  }
  return link
}
