import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export const HOST = '127.0.0.1'
const ATTEMPTS = 50

export const urlOf = (port: number): string => `http://${HOST}:${port}`

/** The port that was bound, or null when another process holds it. 0 binds any. */
function bind(port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(null) : reject(error),
    )
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const { port: bound } = server.address() as AddressInfo
      server.close(() => resolve(bound))
    })
  })
}

/** The wanted port or the next free one after it, none of those already given away. */
export async function freePort(wanted: number, given: ReadonlySet<number>): Promise<number | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = wanted === 0 ? 0 : wanted + attempt
    if (port > 65_535) return null
    const bound = given.has(port) ? null : await bind(port)
    if (bound !== null && !given.has(bound)) return bound
  }
  return null
}
