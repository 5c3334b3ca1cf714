import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ok } from '@boss-deployer/gate'
import { memoryStore, openStore, type Store } from '@boss-deployer/store'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { startExecutor } from '../execute/executor.ts'
import { type RunningLink, startLink } from '../link.ts'
import { recordAccess } from '../requests/access.ts'
import { authenticator } from './credentials.ts'
import { holdToRecord } from './hold-to-record.ts'

const log = pino({ level: 'silent' })
const web = { origins: [], trustedProxies: [], requestsPerAddress: 60_000, requestsPerToken: 60_000 }
const { privateKey: signingKey } = generateKeyPairSync('ed25519')
const made = z.object({ id: z.string(), token: z.string() })
const outcomes = z.object({ events: z.array(z.looseObject({ change: z.string(), name: z.string() })) })

let folder: string
let link: RunningLink | null
let operator: string
let isDead: boolean
beforeEach(async () => {
  isDead = true
  folder = mkdtempSync(join(tmpdir(), 'boss-hold-'))
  link = await startOn(await openStore(join(folder, 'link.sqlite')), async (store) => {
    const grants = [{ role: 'operator', gate: 'root' }] as const
    const token = { name: 'op', grants, createdBy: null }
    const issued = await authenticator(store, Date.now).issueToken(token, async () => ok(null))
    operator = issued.ok ? issued.value.secret : ''
    return dyingBetween(store)
  })
})
afterEach(async () => {
  await link?.close()
  rmSync(folder, { recursive: true })
})

/** As for a link that dies after the commit: what was recorded is not done. */
const dyingBetween = ({ credentials, gadgets, ...store }: Store): Store => {
  const orDead = async (done: () => Promise<boolean>) => (isDead ? Promise.reject(new Error('killed')) : done())
  return {
    ...store,
    credentials: { ...credentials, revoke: (id, at) => orDead(() => credentials.revoke(id, at)) },
    gadgets: { ...gadgets, revoke: (id, at) => orDead(() => gadgets.revoke(id, at)) },
  }
}

async function startOn(store: Store, prepare: (store: Store) => Promise<Store>): Promise<RunningLink> {
  const people = { publicUrl: null, secret: 's'.repeat(32), sso: null, onSecurity: () => undefined }
  const anchor = {
    acceptSigningKey: null,
    formerSigningKey: null,
    contextDays: null,
    integrations: [],
    pushServices: [],
    anchorUrl: null,
    anchorMinutes: 10,
  }
  const place = { host: '127.0.0.1', port: 0, consoleDir: '/nowhere', tokenFile: null, trust: { issuers: [] } }
  const parts = { ...people, ...anchor, ...place, web, log, signingKey, clock: Date.now }
  return startLink({ ...parts, store: await prepare(store) })
}

async function restart(): Promise<void> {
  await link?.close()
  link = null
  link = await startOn(await openStore(join(folder, 'link.sqlite')), async (store) => store)
}

async function call(method: string, path: string, { as = operator, body }: { as?: string; body?: object } = {}) {
  const headers = { authorization: `Bearer ${as}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  const options = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const response = await fetch(`${link?.url ?? ''}/api/v1${path}`, options)
  const said: unknown = await response.json()
  return { status: response.status, said }
}

const makeToken = async () =>
  made.parse((await call('POST', '/tokens', { body: { name: 'ci', grants: [{ role: 'viewer', gate: 'root' }] } })).said)

async function recorded(name: string): Promise<readonly string[]> {
  const { events } = outcomes.parse((await call('GET', '/history?outcome=access-changed')).said)
  return events.filter((event) => event.name === name).map(({ change }) => change)
}

test('a token that was revoked in the record and not yet in its row is revoked by the next start', async () => {
  const { id, token } = await makeToken()
  expect((await call('DELETE', `/tokens/${id}`)).status).toBe(500)
  expect((await call('GET', '/gates', { as: token })).status).toBe(200)
  await restart()
  expect((await call('GET', '/gates', { as: token })).status).toBe(401)
  expect(await recorded('ci')).toEqual(['revoked', 'made'])
})

test('a gadget, too; and who got the name since is left alone', async () => {
  const body = { id: 'desk-1', name: 'Desk', gate: 'root' }
  expect((await call('POST', '/gadgets', { body })).status).toBe(201)
  expect((await call('DELETE', '/gadgets/desk-1')).status).toBe(500)
  await restart()
  expect(await call('DELETE', '/gadgets/desk-1')).toMatchObject({ said: { revoked: false } })

  const { id } = await makeToken()
  expect((await call('DELETE', `/tokens/${id}`)).status).toBe(200)
  const { token } = await makeToken()
  await restart()
  expect((await call('GET', '/gates', { as: token })).status).toBe(200)
})

test('it needs no start: a link that could not do it does it with its next tick', async () => {
  const { id, token } = await makeToken()
  expect((await call('DELETE', `/tokens/${id}`)).status).toBe(500)
  isDead = false
  await link?.tick()
  expect((await call('GET', '/gates', { as: token })).status).toBe(401)
})

test('what was taken from somebody is taken, though a new password was offered to them since', async () => {
  const store = memoryStore()
  const quiet = { publish: () => undefined, giveWay: async () => undefined, onError: () => undefined }
  const executor = await startExecutor({ store, clock: Date.now, ...quiet })
  const ada = { kind: 'person', subject: 'person:ada', name: 'Ada', expiresAt: null } as const
  const by = { id: 'token:op', name: 'op', via: 'api', device: null, groups: [] } as const
  const held: string[] = []
  for (const [change, grants] of [
    ['changed', []],
    ['reset', [{ role: 'approver', gate: 'root' }]],
  ] as const)
    await recordAccess({ ...ada, change, grants }, by, { executor, clock: Date.now })
  await holdToRecord({
    ...{ store, clock: Date.now },
    holdPerson: async ({ change, grants }) => void held.push(`${change} to ${grants.length}`),
  })
  expect(held).toEqual(['changed to 0'])
  await executor.close()
})
