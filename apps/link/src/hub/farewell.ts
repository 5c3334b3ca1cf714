import { limits, toWire } from '@boss-deployer/protocol'
import type { Hub } from './hub.ts'

/** Time that the other links get for each socket that comes over. */
const EACH_MS = 1
const LEAST_MS = 100
/** For what was said last to reach those who are slow. */
const LAST_WORDS_MS = 2_000

/** Over how long so many sockets are asked to spread themselves, in milliseconds. */
export const spreadOf = (sockets: number): number => Math.min(limits.leavingMs, Math.max(LEAST_MS, sockets * EACH_MS))

/**
 * Tells every socket to connect elsewhere, and closes it once all that was said has been sent. The connection is what is
 * closed: a client of Socket.IO comes back by itself then, and would not after a disconnect.
 */
export async function sayFarewell(io: Hub): Promise<void> {
  const sockets = [...io.sockets.sockets.values()]
  const message = toWire<object>({ withinMs: spreadOf(sockets.length) })
  const closed = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.conn.once('close', () => resolve())
        socket.emit('leaving', message)
        socket.conn.close()
      }),
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_WORDS_MS)
  })
  await Promise.race([Promise.all(closed), late])
  clearTimeout(timer)
}
