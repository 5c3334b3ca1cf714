import { generateKeyPairSync } from 'node:crypto'
import { memoryStore } from '@boss-deployer/store'
import { type FakeIssuer, githubClaims, openFakeIssuer } from '@boss-deployer/testing'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { parseTrust } from './auth/workload/trust.ts'
import { type RunningLink, startLink } from './link.ts'
import type { SecurityEntry } from './people/security-log.ts'

const HOUR = 3_600_000
const log = pino({ level: 'silent' })
const web = { origins: [], trustedProxies: [], requestsPerAddress: 60_000, requestsPerToken: 60_000 }
const answered = z.looseObject({
  lock: z.optional(z.string()),
  code: z.optional(z.string()),
  state: z.optional(z.string()),
  requester: z.optional(z.string()),
  source: z.optional(z.unknown()),
  resume: z.optional(z.object({ token: z.string() })),
})

let issuer: FakeIssuer
let link: RunningLink
let store: ReturnType<typeof memoryStore>
let now: number
let told: SecurityEntry[]
beforeEach(async () => {
  told = []
  now = Date.parse('2030-01-02T03:04:05.000Z')
  issuer = await openFakeIssuer()
  store = memoryStore()
  const rules = [{ claims: { repository: 'acme/shop' }, grants: [{ role: 'pipeline', gate: 'root' }] }]
  const { url, audience, keysUrl } = issuer
  const trusted = { name: 'github', ci: 'github', issuer: url, audience, jwks_uri: keysUrl, rules }
  const trust = parseTrust(JSON.stringify({ issuers: [trusted] }))
  if (!trust.ok) throw new Error(trust.error.join('\n'))
  const people = {
    publicUrl: null,
    secret: 's'.repeat(32),
    sso: null,
    onSecurity: (entry: SecurityEntry) => void told.push(entry),
  }
  const parts = { host: '127.0.0.1', port: 0, consoleDir: '/nowhere', tokenFile: null, trust: trust.value, ...people }
  const signing = {
    signingKey: generateKeyPairSync('ed25519').privateKey,
    acceptSigningKey: null,
    formerSigningKey: null,
    contextDays: null,
    integrations: [],
    pushServices: [],
    anchorUrl: null,
    anchorMinutes: 10,
  }
  link = await startLink({ ...parts, ...signing, store, web, log, clock: () => now })
})
afterEach(async () => {
  await link.close()
  await issuer[Symbol.asyncDispose]()
})

async function call(token: string, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  const options = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const response = await fetch(`${link.url}/api/v1${path}`, options)
  return { status: response.status, ...answered.parse(await response.json()) }
}

const asking = {
  pipeline: 'shop',
  step: 'deploy',
  request_id: 'build 7',
  context: { requested_by: 'somebody else' },
  source: { ci: 'jenkins', project: 'bank/vault', instance: 'eu' },
}
const token = () => issuer.sign(githubClaims, now)

test('a build with a signed token asks, and is who its token says whatever it says of itself', async () => {
  const { lock = '' } = await call(await token(), 'POST', '/locks', asking)
  expect(await call(await token(), 'GET', `/locks/${lock}`)).toMatchObject({
    status: 200,
    requester: 'octo-anna',
    source: { ci: 'github', project: 'acme/shop', team: 'acme', build_id: '30433642', instance: 'eu' },
  })
})

test('its lock outlives the token: the secret of the lock follows and claims it, and does nothing else', async () => {
  const first = await token()
  const { lock = '', resume } = await call(first, 'POST', '/locks', asking)
  const secret = resume?.token ?? ''
  now += 10 * 60_000
  expect(await call(first, 'GET', `/locks/${lock}`)).toMatchObject({ status: 401 })
  expect(await call(secret, 'GET', `/locks/${lock}`)).toMatchObject({ status: 200, state: 'locked' })
  expect(await call(secret, 'POST', `/locks/${lock}/claim`, {})).toMatchObject({ code: 'not_approved' })

  const other = await call(await token(), 'POST', '/locks', { ...asking, request_id: 'build 8' })
  const refusals = await Promise.all([
    call(secret, 'GET', `/locks/${other.lock ?? ''}`),
    call(secret, 'POST', `/locks/${other.lock ?? ''}/claim`, {}),
    call(secret, 'POST', '/locks', { ...asking, request_id: 'build 9' }),
    call(secret, 'GET', '/locks'),
    call(secret, 'GET', '/gates'),
    call(secret, 'GET', '/sync?after=0'),
    call(secret, 'GET', '/history'),
    call(secret, 'GET', '/tokens'),
  ])
  expect(refusals.map(({ status }) => status)).toEqual(refusals.map(() => 403))
  expect(await call(secret, 'POST', `/locks/${lock}/cancel`, {})).toMatchObject({ state: 'cancelled' })
})

test('the secret of a lock ends, and is forgotten', async () => {
  const { lock = '', resume } = await call(await token(), 'POST', '/locks', asking)
  now += 50 * HOUR
  expect(await call(resume?.token ?? '', 'GET', `/locks/${lock}`)).toMatchObject({ status: 401 })
  expect(await store.credentials.list('lock')).toHaveLength(1)
  now += 8 * 24 * HOUR
  await link.tick()
  expect(await store.credentials.list('lock')).toEqual([])
})

test('who comes with no token that is known, or reaches for what is not theirs, leaves a line of who, where from and what', async () => {
  const { lock } = await call(await token(), 'POST', '/locks', asking)
  expect(told).toEqual([])
  await call('boss_forged', 'POST', `/locks/${lock}/claim`, {})
  await call(await token(), 'POST', `/locks/${lock}/unlock`, {})
  const line = { event: 'request', outcome: 'refused', address: '127.0.0.1' }
  expect(told).toEqual([
    { ...line, subject: null, route: 'POST /locks/{uuid}/claim' },
    { ...line, subject: 'oidc:github:repo:acme/shop:ref:refs/heads/main', route: 'POST /locks/{uuid}/unlock' },
  ])
})
