import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startBalancer } from '@boss-deployer/testing'
import { Client } from 'pg'
import { type Postgres, startPostgres } from '../../tools/postgres.mjs'
import { readTokens, startProgram, type Tokens } from '../crash/link-process.ts'

/** A link of a world: a process that may be killed, and comes back at the same port. */
export interface WorldLink {
  readonly url: () => string
  /** What its own token file says. */
  readonly tokens: () => Tokens
  crash(): Promise<void>
  /** Stops it for good, as an operator would; the answer is its exit code. */
  stop(): Promise<number | null>
}

/** Links behind a balancer, on one real PostgreSQL. */
export interface World {
  readonly dir: string
  /** The balancer's address. */
  readonly url: string
  readonly links: readonly WorldLink[]
  readonly tokens: Tokens
  post(path: string, body: object): Promise<void>
  /** Ends one connection of a link to the database, whatever it is doing. */
  endConnection(): Promise<void>
  exportHistory(): Promise<string>
  close(): Promise<void>
}

/** What each link is told besides, given the folder of the world. */
type MoreSettings = (dir: string) => readonly string[]

export async function openWorld(howMany: number, more: MoreSettings = () => []): Promise<World> {
  const dir = mkdtempSync(join(tmpdir(), 'boss-links-'))
  const closers = [async () => rmSync(dir, { recursive: true, force: true })]
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    const postgres = await startPostgres()
    closers.push(() => postgres.stop())
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    writeFileSync(join(dir, 'signing-key.pem'), key, { mode: 0o600 })
    const settings = more(dir)
    const links: (WorldLink & { port: () => number })[] = []
    for (let place = 0; place < howMany; place += 1) {
      const link = await openLink(join(dir, `link-${place}`), postgres, settings)
      closers.push(() => link.end())
      links.push(link)
    }
    const balancer = await startBalancer(links.map(({ port }) => port()))
    closers.push(() => balancer.close())
    const tokens = readTokens(join(dir, 'link-0'))
    const headers = { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' }
    return {
      dir,
      url: balancer.url,
      links,
      tokens,
      async post(path, body) {
        const init = { method: 'POST', headers, body: JSON.stringify(body) }
        const response = await fetch(`${balancer.url}/api/v1${path}`, init)
        if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`)
      },
      endConnection: () => endConnection(postgres),
      exportHistory: () => exportHistory(`${balancer.url}/api/v1/history/export`, headers),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Each link keeps a file with tokens. */
async function openLink(folder: string, postgres: Postgres, settings: readonly string[]) {
  mkdirSync(folder)
  const start = (port: number) =>
    startProgram('apps/link/dist/main.js', [
      ...['--data', join(folder, 'data'), '--store', postgres.url(), '--port', String(port)],
      ...['--signing-key-file', join(dirname(folder), 'signing-key.pem')],
      ...['--token-file', join(folder, 'tokens.json')],
      ...settings,
    ])
  let program = await start(0)
  const port = () => Number(new URL(program.url).port)
  return {
    port,
    url: () => program.url,
    tokens: () => readTokens(folder),
    end: () => program.kill(),
    stop: () => program.stop(),
    async crash() {
      await program.kill()
      program = await start(port())
    },
  }
}

async function endConnection(postgres: Postgres): Promise<void> {
  const client = new Client(postgres.url())
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'boss-link' order by random() limit 1`,
  )
  await client.end()
}

const PAGE = 500

async function exportHistory(url: string, headers: Record<string, string>): Promise<string> {
  let text = ''
  for (let after = 0; ; after += PAGE) {
    const response = await fetch(`${url}?after=${after}&limit=${PAGE}`, { headers })
    const page = await response.text()
    text += page
    if (page.split('\n').length <= PAGE) return text
  }
}
