import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { restAnswers } from '@boss-deployer/protocol'
import { memoryStore, type Store } from '@boss-deployer/store'
import { pino } from 'pino'
import { vi } from 'vitest'
import * as z from 'zod/mini'
import type { Integration } from '../calls/integration.ts'
import { startLink } from '../link.ts'
import type { SecurityEntry } from '../people/security-log.ts'

const tokens = z.looseObject({ operator: z.string(), pipeline: z.string() })
const asked = z.object({ lock: z.string() })
const locks = z.object({ locks: z.array(z.looseObject({ uuid: z.string(), state: z.string() })) })
const history = z.looseObject({ events: z.array(z.looseObject({ type: z.string(), lock: z.nullable(z.string()) })) })

interface Delivered {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Milliseconds since 1970, as a test sets them. */
export interface HeldTime {
  now: number
}

/** A real link on a port of its own that systems outside post to, at a time that a test sets, with its operator. */
export interface HookWorld extends AsyncDisposable {
  readonly url: string
  readonly security: SecurityEntry[]
  /** Posts a webhook for this integration. */
  deliver(integration: string, delivery: Delivered): Promise<{ readonly status: number; readonly said: unknown }>
  /** What an operator asks of the link. */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>
  remove(path: string): Promise<unknown>
  /** A pipeline asks at a gate: its lock. */
  request(gate?: string): Promise<string>
  /** The locks that wait, oldest first. */
  waiting(): Promise<readonly string[]>
  unlock(lock: string): Promise<void>
  reject(lock: string): Promise<void>
  status(gate: string, status: 'blocked' | 'default' | 'released'): Promise<void>
  /** What happened to a lock, oldest first. */
  eventsOf(lock: string): Promise<readonly string[]>
  /** All calls, oldest first, as `what: state, said`. */
  told(): Promise<readonly string[]>
  /** What Prometheus reads. */
  figures(): Promise<string>
  /** Lets the time go on until then. */
  pass(ms: number): Promise<void>
}

/** Looks things up as a database over a wire does: others are heard in the meantime. */
function distantStore(): Store {
  const store = memoryStore()
  return {
    ...store,
    async lastListed(...asked) {
      await setImmediate()
      return store.lastListed(...asked)
    },
    async context(id) {
      await setImmediate()
      return store.context(id)
    },
  }
}

export async function openHookWorld(
  integrations: readonly Integration[],
  time: HeldTime,
  pushServices: readonly string[] = [],
): Promise<HookWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'boss-hooks-'))
  const tokenFile = join(folder, 'tokens.json')
  const security: SecurityEntry[] = []
  const link = await startLink({
    ...{ store: distantStore(), log: pino({ level: 'silent' }), clock: () => time.now, host: '127.0.0.1', port: 0 },
    web: { origins: [], trustedProxies: [], requestsPerAddress: 60_000, requestsPerToken: 60_000 },
    ...{ consoleDir: '/nowhere', tokenFile, trust: { issuers: [] }, integrations, pushServices, publicUrl: null },
    ...{ secret: 's'.repeat(32), sso: null, onSecurity: (entry: SecurityEntry) => void security.push(entry) },
    signingKey: generateKeyPairSync('ed25519').privateKey,
    ...{ formerSigningKey: null, acceptSigningKey: null, anchorUrl: null, anchorMinutes: 10, contextDays: null },
  } as const)
  const { operator, pipeline } = tokens.parse(JSON.parse(readFileSync(tokenFile, 'utf8')))

  const world: HookWorld = {
    url: link.url,
    security,
    async deliver(integration, { headers, body }) {
      const answer = await fetch(`${link.url}/api/v1/intake/hooks/${integration}`, { method: 'POST', headers, body })
      return { status: answer.status, said: await answer.json() }
    },
    async ask(method, path, body) {
      const answer = await fetch(`${link.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${operator}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const said: unknown = await answer.json()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(said)}`)
      return said
    },
    async remove(path) {
      const headers = { authorization: `Bearer ${operator}` }
      const answer = await fetch(`${link.url}/api/v1${path}`, { method: 'DELETE', headers })
      const said: unknown = await answer.json()
      return said
    },
    async request(gate = 'root') {
      const headers = { authorization: `Bearer ${pipeline}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ pipeline: 'shop', step: 'deploy', gate })
      return asked.parse(await (await fetch(`${link.url}/api/v1/locks`, { method: 'POST', headers, body })).json()).lock
    },
    async waiting() {
      const listed = locks.parse(await world.ask('GET', '/locks'))
      return listed.locks.flatMap(({ uuid, state }) => (state === 'locked' ? uuid : []))
    },
    unlock: async (lock) => void (await world.ask('POST', `/locks/${lock}/unlock`, {})),
    reject: async (lock) => void (await world.ask('POST', `/locks/${lock}/reject`, { reason: 'not today' })),
    status: async (gate, status) => void (await world.ask('POST', `/gates/${gate}/status`, { status, reason: 'fire' })),
    async eventsOf(lock) {
      const { events } = history.parse(await world.ask('GET', `/history?lock=${lock}`))
      return events.map(({ type }) => type).toReversed()
    },
    async told() {
      const { calls } = restAnswers.calls.parse(await world.ask('GET', '/calls'))
      return calls.toReversed().map(({ what, state, said }) => `${what}: ${state}${said === null ? '' : `, ${said}`}`)
    },
    async figures() {
      const headers = { authorization: `Bearer ${operator}` }
      return (await fetch(`${link.url}/metrics`, { headers })).text()
    },
    async pass(ms) {
      time.now += ms
      await link.tick()
    },
    async [Symbol.asyncDispose]() {
      await link.close()
      rmSync(folder, { recursive: true })
    },
  }
  return world
}

/** Waits until it holds, as long as a loaded machine may need. */
export const holds = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 15_000, interval: 10 })
