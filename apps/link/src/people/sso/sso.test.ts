import { generateKeyPairSync } from 'node:crypto'
import { ok } from '@boss-deployer/gate'
import { memoryStore } from '@boss-deployer/store'
import {
  type CompanyMisdeed,
  type FakeCompany,
  type FaultyStore,
  faultyStore,
  openFakeCompany,
  type Walker,
  walker,
} from '@boss-deployer/testing'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { authenticator } from '../../auth/credentials.ts'
import { type RunningLink, startLink } from '../../link.ts'
import type { SecurityEntry } from '../security-log.ts'
import type { SsoConfig } from './config.ts'

const log = pino({ level: 'silent' })
const web = { origins: [], trustedProxies: [], requestsPerAddress: 60_000, requestsPerToken: 60_000 }
const { privateKey: signingKey } = generateKeyPairSync('ed25519')
const json = z.unknown()
const begun = z.object({ url: z.string() })
const person = z.object({ id: z.string(), email: z.string(), name: z.string(), grants: z.array(z.unknown()) })
const personList = z.object({ people: z.array(person) })
const invited = z.object({ code: z.string() })
const password = 'a sentence nobody guesses'

let company: FakeCompany
let link: RunningLink
let operator: string
let now: number
let noted: SecurityEntry[]
let store: FaultyStore
beforeEach(async () => {
  now = Date.now()
  noted = []
  company = await openFakeCompany()
  company.employees.set('ada', {
    ...{ email: 'Ada@example.com', email_verified: true, name: 'Ada' },
    groups: ['ops'],
  })
  store = faultyStore(memoryStore())
  const issued = await authenticator(store, () => now).issueToken(
    { name: 'op', grants: [{ role: 'operator', gate: 'root' }], createdBy: null },
    async () => ok(null),
  )
  operator = issued.ok ? issued.value.secret : ''
})
afterEach(async () => {
  await link.close()
  await company[Symbol.asyncDispose]()
})

async function start(config: Partial<SsoConfig> = {}): Promise<void> {
  const { issuer, clientId, clientSecret } = company
  const sso = { issuer, clientId, clientSecret, groupsClaim: 'groups', scopes: ['groups'], domains: ['example.com'] }
  link = await startLink({
    ...{ host: '127.0.0.1', port: 0, consoleDir: '/nowhere', tokenFile: null, trust: { issuers: [] } },
    ...{ publicUrl: null, secret: 's'.repeat(32), sso: { ...sso, ...config } },
    ...{
      acceptSigningKey: null,
      formerSigningKey: null,
      anchorUrl: null,
      anchorMinutes: 10,
      contextDays: null,
      integrations: [],
      pushServices: [],
      signingKey,
      store,
      web,
      log,
    },
    onSecurity: (entry) => noted.push(entry),
    clock: () => now,
  })
  await company.expectAt(`${link.url}/api/v1/auth/callback/sso`)
}

const isPage = (url: URL) => url.origin === new URL(link.url).origin && url.pathname === '/'
const headers = () => ({ origin: link.url, 'content-type': 'application/json' })

async function begin(visitor: Walker, door = 'sign-in/social', more: object = {}): Promise<Response> {
  const body = { provider: 'sso', callbackURL: '/', errorCallbackURL: '/', disableRedirect: true, ...more }
  return visitor.ask(`${link.url}/api/v1/auth/${door}`, {
    ...{ method: 'POST', headers: headers() },
    body: JSON.stringify(body),
  })
}

/** How somebody comes back to our page: null, or why they were refused. */
async function comeBy(visitor: Walker, door?: string): Promise<string | null> {
  const { url } = begun.parse(await (await begin(visitor, door)).json())
  return (await visitor.walk(url, isPage)).searchParams.get('error')
}

async function operate(method: string, path: string, body?: object): Promise<unknown> {
  const authorization = `Bearer ${operator}`
  const options = { method, headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) } }
  const answer = await fetch(`${link.url}/api/v1${path}`, {
    ...options,
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return answer.json()
}

const me = async (visitor: Walker): Promise<unknown> => (await visitor.ask(`${link.url}/api/v1/me`)).json()
const people = async () => personList.parse(await operate('GET', '/people')).people

async function joined(email: string): Promise<Walker> {
  const visitor = walker('ada')
  const grants = [{ role: 'approver', gate: 'root' }]
  const { code } = invited.parse(await operate('POST', '/people/invitations', { name: 'Ada here', grants }))
  const answer = await visitor.ask(`${link.url}/api/v1/people/join`, {
    ...{ method: 'POST', headers: headers() },
    body: JSON.stringify({ code, name: 'Ada here', email, password }),
  })
  expect(answer.status).toBe(201)
  return visitor
}

test('who was about to let a command line in comes back to its code', async () => {
  await start()
  const visitor = walker('ada')
  const back = '/?user_code=ABCD#device'
  const { url } = begun.parse(await (await begin(visitor, 'sign-in/social', { callbackURL: back })).json())
  expect(await visitor.walk(url, isPage)).toMatchObject({ search: '?user_code=ABCD', hash: '#device' })
})

describe('who comes by the company for the first time', () => {
  test('is a person who may do nothing until an operator grants it, with the groups that the company tells', async () => {
    await start()
    const visitor = walker('ada')
    expect(await comeBy(visitor)).toBe(null)
    expect(await me(visitor)).toMatchObject({ name: 'Ada', email: 'ada@example.com', grants: [], groups: ['ops'] })
    expect((await visitor.ask(`${link.url}/api/v1/gates`)).status).toBe(403)
    const [ada] = await people()
    const subject = `person:${ada?.id ?? ''}`
    expect(noted).toMatchObject([
      { event: 'sign-in', outcome: 'done', subject },
      { event: 'request', outcome: 'refused', subject, route: 'GET /gates' },
    ])
    const grants = [{ role: 'viewer', gate: 'root' }]
    await operate('PUT', `/people/${ada?.id ?? ''}/access`, { grants, groups: [] })
    expect(await me(visitor)).toMatchObject({ grants, groups: ['ops'] })
    expect((await visitor.ask(`${link.url}/api/v1/gates`)).status).toBe(200)
    const ended = await visitor.ask(`${link.url}/api/v1/session`, { method: 'DELETE', headers: { origin: link.url } })
    expect(ended.ok).toBe(true)
    expect((await visitor.ask(`${link.url}/api/v1/me`)).status).toBe(401)
  })

  test('is asked for with PKCE, state and nonce, for this link', async () => {
    await start()
    expect(await comeBy(walker('ada'))).toBe(null)
    const [asked] = company.asked
    expect(asked?.get('state')).toMatch(/.{20}/)
    expect(asked?.get('nonce')).toMatch(/.{20}/)
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', client_id: 'boss' },
      redirect_uri: `${link.url}/api/v1/auth/callback/sso`,
      scope: 'openid email profile groups',
    })
  })

  test('is nobody where no domain is named, or another one', async () => {
    await start({ domains: ['elsewhere.example'] })
    expect(await comeBy(walker('ada'))).toBe('not_invited')
    expect(await people()).toEqual([])
    expect(noted).toMatchObject([{ event: 'sign-in', outcome: 'refused', subject: null }])
  })

  test('is nobody, and leaves nobody behind, while the record cannot keep it', async () => {
    await start()
    store.faults.push('refused')
    expect(await comeBy(walker('ada'))).toBe('unavailable')
    expect(await people()).toEqual([])
    expect(await comeBy(walker('ada'))).toBe(null)
  })

  test.each([
    ['email_not_verified', { email: 'ada@example.com', email_verified: false }],
    ['email_not_verified', { email: 'ada@example.com' }],
    ['email_missing', { email_verified: true }],
  ])('is refused with %s: %j', async (code, employee) => {
    await start()
    company.employees.set('ada', employee)
    expect(await comeBy(walker('ada'))).toBe(code)
    expect(await people()).toEqual([])
  })
})

describe('who is here already', () => {
  test('is never joined to a sign-in at the company by an email alone', async () => {
    await start()
    await joined('ada@example.com')
    expect(await comeBy(walker('ada'))).toBe('account_not_linked')
    expect(await people()).toHaveLength(1)
  })

  test('joins it once they are signed in, and then comes in by it with their own rights and name', async () => {
    await start({ domains: [] })
    const visitor = await joined('ada@example.com')
    expect(await comeBy(visitor, 'link-social')).toBe(null)
    const other = walker('ada')
    expect(await comeBy(other)).toBe(null)
    const grants = [{ role: 'approver', gate: 'root' }]
    expect(await me(other)).toMatchObject({ name: 'Ada here', grants, groups: ['ops'] })
    expect(await people()).toHaveLength(1)
  })

  test('joins none of another email', async () => {
    await start()
    expect(await comeBy(await joined('ada@elsewhere.example'), 'link-social')).toBe('email_does_not_match')
  })

  test('is known by their subject: a new email at the company changes nothing and takes over nobody', async () => {
    await start()
    expect(await comeBy(walker('ada'))).toBe(null)
    company.employees.set('eve', { email: 'eve@example.com', email_verified: true, name: 'Eve' })
    expect(await comeBy(walker('eve'))).toBe(null)
    company.employees.set('eve', { email: 'ada@example.com', email_verified: true, name: 'Ada' })
    const eve = walker('eve')
    expect(await comeBy(eve)).toBe(null)
    expect(await me(eve)).toMatchObject({ name: 'Eve', email: 'eve@example.com', groups: [] })
    company.employees.set('new', { email: 'ada@example.com', email_verified: true, name: 'Another Ada' })
    expect(await comeBy(walker('new'))).toBe('account_not_linked')
    expect(await people()).toHaveLength(2)
  })

  test('comes in no more once they are revoked', async () => {
    await start()
    expect(await comeBy(walker('ada'))).toBe(null)
    const [ada] = await people()
    await operate('DELETE', `/people/${ada?.id ?? ''}`)
    expect(await comeBy(walker('ada'))).toBe('access_revoked')
  })
})

describe('a company that misbehaves', () => {
  test.each<[CompanyMisdeed, string]>([
    ['other nonce', 'sso_refused'],
    ['no nonce', 'sso_refused'],
    ['other issuer', 'sso_refused'],
    ['other audience', 'sso_refused'],
    ['unknown key', 'sso_refused'],
    ['no id_token', 'sso_refused'],
    ['other userinfo', 'sso_refused'],
    ['code is over', 'sso_refused'],
  ])('lets nobody in: %s', async (misdeed, code) => {
    await start()
    company.misdeed = misdeed
    const visitor = walker('ada')
    expect(await comeBy(visitor)).toBe(code)
    expect((await visitor.ask(`${link.url}/api/v1/me`)).status).toBe(401)
    expect(await people()).toEqual([])
    company.misdeed = null
    expect(await comeBy(walker('ada'))).toBe(null)
  })

  test('may change its keys', async () => {
    await start()
    expect(await comeBy(walker('ada'))).toBe(null)
    await company.rotate()
    expect(await comeBy(walker('ada'))).toBe(null)
  })

  test('may be away when the link starts: all else works, the page knows, and it comes back by itself', async () => {
    company.misdeed = 'away'
    await start()
    const visitor = await joined('ada@example.com')
    const ways = () => operate('GET', '/sign-in')
    const away = await begin(walker('ada'))
    expect({ status: away.status, said: json.parse(await away.json()) }).toMatchObject({
      status: 503,
      said: { code: 'unavailable' },
    })
    expect(await ways()).toMatchObject({ has_sso: true, is_sso_away: true })
    expect((await visitor.ask(`${link.url}/api/v1/gates`)).status).toBe(200)
    company.misdeed = null
    now += 6_000
    await expect.poll(ways, { timeout: 10_000 }).toMatchObject({ is_sso_away: false })
    expect(await comeBy(visitor, 'link-social')).toBe(null)
  })
})

describe('what comes back', () => {
  test('counts only in the browser that went, and once', async () => {
    await start()
    const visitor = walker('ada')
    const { url } = begun.parse(await (await begin(visitor)).json())
    const back = await visitor.walk(url, ({ pathname }) => pathname.startsWith('/api/v1/auth/callback/'))
    const thief = walker('eve')
    const errorOf = async (who: Walker) => (await who.walk(back.href, isPage)).searchParams.get('error')
    expect(await errorOf(thief)).toBe('state_mismatch')
    expect((await thief.ask(`${link.url}/api/v1/me`)).status).toBe(401)
    expect(await errorOf(visitor)).toBe(null)
    expect(await errorOf(visitor)).toBe('state_mismatch')
  })

  test('is no token that somebody brings: a stolen id_token signs nobody in', async () => {
    await start()
    const answer = await begin(walker('ada'), 'sign-in/social', { idToken: { token: 'a.b.c' } })
    expect(answer.status).toBe(400)
  })
})

test.each(['', '/'])('an issuer is the same with and without a slash at its end (%j)', async (end) => {
  const { issuer } = company
  await start({ issuer: `${issuer}${end}` })
  expect(await comeBy(walker('ada'))).toBe(null)
})
