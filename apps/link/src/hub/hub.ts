import type { Server as HttpServer } from 'node:http'
import { fail, type GatePath, type State } from '@boss-deployer/gate'
import { limits, rightsOfConnection, toWire, type WireError } from '@boss-deployer/protocol'
import { Server } from 'socket.io'
import type { Authenticator } from '../auth/credentials.ts'
import type { Enrolment } from '../auth/enrolment.ts'
import type { Leaving } from '../leaving.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { NumbersDesk } from '../numbers/desk.ts'
import type { People } from '../people/people.ts'
import type { SecurityLog } from '../people/security-log.ts'
import type { PushDesk } from '../push/desk.ts'
import type { Signer } from '../record/signer.ts'
import { type Caller, gateMeant } from '../requests/caller.ts'
import { handle } from '../requests/handle.ts'
import type { Parts } from '../requests/parts.ts'
import { authorityOf } from './authority.ts'
import { bucket } from './bucket.ts'
import { admit, type Door, type Guest } from './guest.ts'
import type { LinkRegister } from './link-register.ts'
import type { PipelineHere } from './pipelines-here.ts'
import { isTooMuch, replay } from './replay.ts'
import { pipelineRoom, watcherRooms } from './rooms.ts'
import type { ServerPresence } from './server-presence.ts'
import type { Subscriptions } from './subscriptions.ts'
import { ackOf, welcomeOf } from './welcome.ts'

const PING_MS = 5_000
const MAX_SOCKETS = 20_000
const RATE = { perSecond: 1_000, burst: 2_000 }
const MAX_LOCKS_PER_SOCKET = 1_000
/** How often a welcome is made again while commits come between. */
const MAX_TRIES = 10

export interface HubParts extends Parts, Door {
  readonly authenticator: Authenticator
  readonly enrolment: Enrolment
  /** Whether somebody at this address may try an enrolment code now. */
  readonly mayGuess: (address: string) => boolean
  /** Tells every server here which gadgets are its own now. */
  readonly tellServers: () => Promise<void>
  readonly servers: ServerPresence
  readonly links: LinkRegister
  /** Pipelines that are connected to this link, or wait at it for an answer. */
  readonly here: () => readonly PipelineHere[]
  /** The gates at which somebody who is connected to this link supervises a command, each as often. */
  readonly guarded: () => readonly GatePath[]
  readonly signer: Signer
  readonly numbers: NumbersDesk
  readonly subscriptions: Subscriptions
  readonly people: People
  readonly push: PushDesk
  readonly security: SecurityLog
  readonly leaving: Leaving
  /** Ends every socket of a credential that no longer counts. */
  readonly disconnect: (credential: string) => void
  readonly metrics: Metrics
  /** Whether a credential keeps within its rate of requests; each asking counts as one. */
  readonly isWithinRate: (credential: string) => boolean
  /** Whether this link is about to stop and takes nobody new. */
  readonly isDraining: () => boolean
  readonly onError: (error: unknown) => void
}

interface Seat {
  readonly guest: Guest
  readonly locks: Set<string>
  readonly isWithinRate: () => boolean
  readonly since: number
  /** Done once the welcome is said, or has failed. */
  welcomed: Promise<void>
}

type Messages = Record<string, (...values: unknown[]) => void>
export type Hub = Server<Messages, Messages, Messages, Seat>
type Sitting = Parameters<Parameters<Hub['use']>[0]>[0]

/** The sockets of the link on an HTTP server. */
export function openHub(http: HttpServer): Hub {
  return new Server(http, {
    serveClient: false,
    pingInterval: PING_MS,
    pingTimeout: PING_MS,
    maxHttpBufferSize: limits.messageBytes,
    perMessageDeflate: false,
    httpCompression: false,
  })
}

/** Seats whoever may come in, welcomes them, and hands their messages to the one table of handlers. */
export function seatGuests(io: Hub, parts: HubParts): void {
  const { executor, subscriptions, clock, store, people, leaving, onError } = parts

  io.use((socket, next) => void knock(socket, next))
  io.on('connection', (socket: Sitting) => {
    receive(socket)
    socket.data.welcomed = welcome(socket).catch((error: unknown) => {
      onError(error)
      socket.disconnect(true)
    })
  })

  async function knock(socket: Sitting, next: (error?: Error) => void): Promise<void> {
    const refusal = await enter(socket).catch((error: unknown): WireError => {
      onError(error)
      return { code: 'internal', message: 'the link failed: try again' }
    })
    next(refusal ? asConnectError(refusal) : undefined)
  }

  async function enter(socket: Sitting): Promise<WireError | null> {
    if (io.engine.clientsCount > MAX_SOCKETS) return { code: 'too_many', message: 'this link is full: try again later' }
    const admitted = await admit(socket.handshake.auth, socket.request, parts)
    if (!admitted.ok) return admitted.error
    const guest = admitted.value
    // The handshake's request is half of an idle connection's memory, and nobody reads it again.
    Reflect.set(socket.conn, 'request', null)
    const gate = await gateOfGuest(guest)
    if (guest.gate !== null && !gate.ok) return gate.error
    socket.data = {
      guest: { ...guest, gate: gate.ok ? gate.value : null },
      locks: new Set(),
      since: clock(),
      isWithinRate: bucket(RATE, clock),
      welcomed: Promise.resolve(),
    }
    return null
  }

  /** A gate that was made at another link a moment ago is looked for in the store before it counts as none. */
  async function gateOfGuest(guest: Guest): Promise<ReturnType<typeof gateMeant>> {
    const caller = { ...guest, rights: rightsOfConnection[guest.role] }
    const gate = gateMeant(executor.state(), caller)
    if (guest.gate === null || gate.ok || gate.error.code !== 'gate_not_found') return gate
    const state = await executor.present()
    return state
      ? gateMeant(state, caller)
      : fail({ code: 'unavailable', message: 'the link cannot know now: try again' })
  }

  async function welcome(socket: Sitting): Promise<void> {
    const { guest } = socket.data
    const { principal, role, hears, gate, resumeFrom } = guest
    await executor.present()
    const [welcomed, acked] = await ofOneState((state) =>
      Promise.all([welcomeOf(state, guest, { store }), role === 'server' ? ackOf(state, principal, { store }) : null]),
    )
    const from = resumeFrom === null || isTooMuch(resumeFrom, welcomed.sequence) ? null : resumeFrom
    // Said and joined in one turn: nothing is heard before the welcome, and nothing is missed after it.
    socket.emit('welcome', toWire<object>(resumeFrom === null ? welcomed : { ...welcomed, resumed: from !== null }))
    if (acked) socket.emit('ack', toWire<object>(acked))
    const onCaughtUp = () =>
      void socket.join(
        role === 'pipeline' ? (gate === null ? [] : [pipelineRoom(gate)]) : watcherRooms(principal, hears),
      )
    if (from === null) onCaughtUp()
    else await replay(from, { guest, ear: socket, parts, onCaughtUp })
  }

  /** What is made of the state and the store together is made again when a commit came between. */
  async function ofOneState<T>(make: (state: State) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const state = executor.state()
      const made = await make(state)
      if (executor.state().sequence === state.sequence || tries === MAX_TRIES) return made
    }
  }

  function receive(socket: Sitting): void {
    const { guest, locks } = socket.data
    const authority = authorityOf(guest, store.capabilities, onError)
    const caller: Caller = {
      principal: guest.principal,
      rights: rightsOfConnection[guest.role],
      gate: guest.gate,
      subscribe(lock) {
        if (!socket.connected || locks.size >= MAX_LOCKS_PER_SOCKET) return
        locks.add(lock)
        subscriptions.subscribe(lock, socket)
      },
    }
    socket.onAny((channel: string, raw: unknown, ack: unknown) => {
      const answer = answerTo(socket, channel, typeof raw === 'function' ? raw : ack)
      if (!socket.data.isWithinRate())
        return answer({ ok: false, error: { code: 'too_many', message: 'too many messages: slow down' } })
      const end = leaving.begin()
      reply(channel, typeof raw === 'function' ? undefined : raw)
        .then(
          (result) => answer(result.ok ? { ok: true, ...toWire<object>(result.value) } : result),
          (error: unknown) => {
            onError(error)
            answer({ ok: false, error: { code: 'internal', message: 'the link failed: ask what is true now' } })
          },
        )
        .finally(end)
    })
    socket.on('disconnect', () => {
      for (const lock of locks) subscriptions.unsubscribe(lock, socket)
    })

    async function reply(channel: string, raw: unknown): ReturnType<typeof handle> {
      if (!(await people.use(guest.principal)))
        return fail({ code: 'unauthenticated', message: 'this session has ended: sign in again' })
      const principal = await authority()
      return principal.ok ? handle(channel, raw, { ...caller, principal: principal.value }, parts) : principal
    }
  }
}

type Acknowledgement = { readonly ok: true } | { readonly ok: false; readonly error: WireError }

const isAcknowledging = (ack: unknown): ack is (answer: Acknowledgement) => void => typeof ack === 'function'

/** A client that passes no acknowledgement hears a failure on its own channel, and details where it asked for them. */
function answerTo(socket: Sitting, channel: string, ack: unknown): (answer: Acknowledgement) => void {
  return (answer) => {
    if (channel === 'in' && answer.ok) {
      const { ok: _, ...details } = answer
      socket.emit('unlock-details', details)
    }
    if (isAcknowledging(ack)) ack(answer)
    else if (!answer.ok) socket.emit('failure', { channel: String(channel).slice(0, limits.name), error: answer.error })
  }
}

function asConnectError(refusal: WireError): Error & { data: WireError } {
  return Object.assign(new Error(refusal.message), { data: refusal })
}
