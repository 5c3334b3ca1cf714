import { chmodSync, rmSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import type { Store } from '@boss-deployer/store'
import { z } from 'zod'

/**
 * A running link holds its file alone, so that it is the link that makes a backup. It is asked through a socket beside
 * the file, which only those can open who may read the file itself; no token opens it, and no network reaches it.
 */
export const doorOf = (storeFile: string): string => join(dirname(resolve(storeFile)), 'backup.sock')

const request = z.strictObject({ file: z.string().min(1).max(4_000) })
const answer = z.union([z.strictObject({ ok: z.literal(true) }), z.strictObject({ error: z.string() })])

const MAX_LINE = 16_000
const SAY_WITHIN_MS = 5_000
/** The link copies a gigabyte in some seconds. */
const DONE_WITHIN_MS = 600_000

export interface Door {
  close(): Promise<void>
}

/** Opens the door of a store; one backup at a time. */
export async function openBackupDoor(path: string, backUp: NonNullable<Store['backUp']>): Promise<Door> {
  // Left behind by a link that was killed: nobody else holds the file now.
  rmSync(path, { force: true })
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    void readLine(socket, SAY_WITHIN_MS)
      .then(async (line) => {
        await backUp(request.parse(JSON.parse(line)).file)
        return { ok: true }
      })
      .catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }))
      .then((said) => socket.end(`${JSON.stringify(said)}\n`))
  })
  server.maxConnections = 1
  await new Promise<AddressInfo | string | null>((done, failed) => {
    server.once('error', failed)
    server.listen(path, () => done(server.address()))
  })
  chmodSync(path, 0o600)
  return { close: () => new Promise((done) => server.close(() => done())) }
}

/**
 * Asks the link that holds a store for a backup. Throws what went wrong.
 * @param file an absolute path, because the link runs in another folder
 */
export async function askForBackup(path: string, file: string): Promise<void> {
  const socket = createConnection(path)
  try {
    const line = readLine(socket, DONE_WITHIN_MS)
    socket.write(`${JSON.stringify({ file })}\n`)
    const said = answer.parse(JSON.parse(await line))
    if ('error' in said) throw new Error(said.error)
  } finally {
    socket.destroy()
  }
}

function readLine(socket: Socket, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error('nothing was said in time')), withinMs)
    const end = (error: Error | null) => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve(text.slice(0, text.indexOf('\n')))
    }
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.length > MAX_LINE) end(new Error('too much was said'))
      else if (text.includes('\n')) end(null)
    })
    socket.on('error', end)
    socket.on('close', () => end(new Error('the other side is gone')))
  })
}
