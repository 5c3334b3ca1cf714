import { linkChannels, parse, type WireError } from '@boss-deployer/protocol'
import type { Socket } from 'socket.io-client'
import { wireError } from './answer.ts'
import type { Connection } from './link.ts'

interface KeepOptions {
  readonly reconnectMs: readonly [least: number, most: number]
  readonly connectWithinMs: number
  readonly tell: (connection: Connection) => void
}

/** Answers to the first message after which another attempt cannot go better. */
const final: readonly WireError['code'][] = ['unauthenticated', 'forbidden', 'invalid_message']

/** A gate that was there before comes back with the record: who watches it for a block goes on asking. */
function refusalOf(error: Error & { readonly data?: unknown }, wasConnected: boolean): WireError | null {
  const said = parse(linkChannels.failure.shape.error, error.data)
  if (!said.ok) return null
  const known = wireError(said.value.code, said.value.message)
  return final.includes(known.code) || (known.code === 'gate_not_found' && !wasConnected) ? known : null
}

/** Doubles with each attempt up to the most; half of it is random, so that a thousand clients do not come at once. */
export function pauseOf(attempt: number, [least, most]: readonly [number, number], random = Math.random()): number {
  return Math.min(most, least * 2 ** Math.min(attempt, 30)) * (0.5 + random / 2)
}

/** The pause before going to another link that a link that stops asks for: at any moment within that time. */
export const leavingPauseOf = (withinMs: number, random = Math.random()): number => withinMs * random

/** Connects, and again after every loss, until `stop` or until the link refuses. */
export function keepConnected(socket: Socket, { reconnectMs, connectWithinMs, tell }: KeepOptions) {
  let attempt = 0
  let connectedAt: number | null = null
  let isStopped = false
  let timer: NodeJS.Timeout | number | undefined
  let lostBecause: string | null = null
  /** The link that we were at is about to stop: another one is there at once, and within this time everybody goes there. */
  let leavesWithinMs: number | null = null

  function connect() {
    timer = setTimeout(() => {
      // The address opened but nobody answered the first message.
      socket.disconnect()
      lose(`no answer within ${connectWithinMs} ms`)
    }, connectWithinMs)
    socket.connect()
  }

  function lose(reason: string) {
    clearTimeout(timer)
    if (isStopped) return
    // Socket.IO keeps what was sent in the moment of the loss; it would arrive late, after its deadline.
    socket.sendBuffer = []
    timer = setTimeout(
      connect,
      leavesWithinMs === null ? pauseOf(attempt++, reconnectMs) : leavingPauseOf(leavesWithinMs),
    )
    leavesWithinMs = null
    if (lostBecause !== reason) tell({ state: 'lost', reason })
    lostBecause = reason
  }

  function stop() {
    isStopped = true
    clearTimeout(timer)
  }

  socket.on('connect', () => {
    clearTimeout(timer)
    lostBecause = null
    leavesWithinMs = null
    connectedAt = performance.now()
    tell({ state: 'connected' })
  })
  socket.on('leaving', (raw: unknown) => {
    const said = parse(linkChannels.leaving, raw)
    if (said.ok) leavesWithinMs = said.value.withinMs
  })
  socket.on('disconnect', (reason) => {
    // A link that lets us in only to throw us out again is not asked any faster.
    if (connectedAt !== null && performance.now() - connectedAt > reconnectMs[1]) attempt = 0
    lose(reason)
  })
  socket.on('connect_error', (error: Error & { readonly data?: unknown }) => {
    const refused = refusalOf(error, connectedAt !== null)
    if (!refused) return lose(error.message)
    stop()
    tell({ state: 'refused', error: refused })
  })
  connect()
  return { stop }
}
