import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Desk, openDesk, type Visitor } from './console/desk.ts'
import { button, findings, overflow, says } from './console/look.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const invited = z.object({ code: z.string(), address: z.string() })
const password = 'a sentence nobody guesses'
/** Passkeys belong to a name: this machine's. */
const byName = (address: string) => address.replace('127.0.0.1', 'localhost')

async function invitation(name: string, grants: readonly object[] = [{ role: 'operator', gate: 'root' }]) {
  return invited.parse(await desk.operate('/people/invitations', { name, grants, groups: ['ops'] }))
}

async function joined(name: string, email: string, options?: BrowserContextOptions): Promise<Visitor> {
  const visitor = await desk.open((await invitation(name)).address, options)
  const { page } = visitor
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await button(page, 'Join').click()
  await page.getByText('Live', { exact: true }).waitFor()
  return visitor
}

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<number> {
  const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  const answer = await fetch(`${desk.url()}/api/v1${path}`, { ...options, body: JSON.stringify(body) })
  return answer.status
}

describe('an invitation', () => {
  test('lets one person in, once, who then decides under their own name', async () => {
    const lock = await desk.ask()
    const { address, code } = await invitation('Ada')
    const { page, complaints, leave } = await desk.open(address)
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada')
    expect(await findings(page)).toEqual([])
    await page.getByLabel('Email').fill('ada@example.com')
    await page.getByLabel('Password').fill(password)
    await button(page, 'Join').click()
    await page.getByText('Live', { exact: true }).waitFor()
    await button(page.locator(`article[data-lock="${lock}"]`), 'Unlock').click()
    await says(page.locator(`article[data-lock="${lock}"]`), 'Unlocked by Ada')
    const again = { code, name: 'Eve', email: 'eve@example.com', password }
    expect(await post('/people/join', again, { origin: desk.url() })).toBe(401)
    expect(complaints).toEqual([])
    await leave()
  })

  test('cannot be accepted from another page', async () => {
    const { code } = await invitation('Ada')
    const answer = { code, name: 'Eve', email: 'eve@example.com', password }
    expect(await post('/people/join', answer, { origin: 'https://evil.example' })).toBe(403)
    expect(await post('/people/join', answer)).toBe(403)
  })

  test('gives nobody what the inviter lacks', async () => {
    await desk.operate('/gates', { gate: 'shop' })
    const grants = [{ role: 'operator', gate: 'shop' }]
    const { token } = z.object({ token: z.string() }).parse(await desk.operate('/tokens', { name: 'shop-op', grants }))
    const invite = (role: string, gate: string) =>
      post('/people/invitations', { name: 'Eve', grants: [{ role, gate }] }, { authorization: `Bearer ${token}` })
    expect(await invite('operator', 'root')).toBe(403)
    expect(await invite('viewer', 'root')).toBe(403)
    expect(await invite('approver', 'shop')).toBe(201)
  })
})

describe('somebody who was here before', () => {
  test('signs in by password, with a second factor by a backup code once, and sees their sessions', async () => {
    const { page, leave } = await joined('Bo', 'bo@example.com')
    await page.goto(`${desk.url()}/#account`)
    await page.getByLabel('Your password').fill(password)
    await button(page, 'Ask for a code, too').click()
    const secret = (await page.locator('pre').first().textContent()) ?? ''
    const backupCode = ((await page.locator('pre').nth(1).textContent()) ?? '').split('\n')[0] ?? ''
    await page.getByLabel('Code that it shows now').fill(await totp(secret))
    await button(page, 'Confirm').click()
    await button(page, 'Ask for no code any more').waitFor()
    expect(await findings(page)).toEqual([])
    await button(page, 'To the console').click()
    await button(page, 'Sign out').click()

    await page.getByLabel('Email').fill('bo@example.com')
    await page.getByLabel('Password').fill('not this one at all')
    await button(page, 'Sign in').first().click()
    await says(page.locator('main'), 'Invalid email or password')
    await page.getByLabel('Email').fill('bo@example.com')
    await page.getByLabel('Password').fill(password)
    await button(page, 'Sign in').first().click()
    await page.getByLabel('Code').fill(backupCode)
    await button(page, 'Sign in').first().click()
    await page.getByText('Live', { exact: true }).waitFor()
    await leave()
  })

  test('signs in by a passkey, made when joining', async () => {
    const { page, leave } = await desk.open(byName((await invitation('Cy')).address))
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    })
    await button(page, 'Use a passkey instead').click()
    await page.getByLabel('Email').fill('cy@example.com')
    await button(page, 'Join, then make a passkey').click()
    await button(page, 'Make a passkey').click()
    await page.getByText('Live', { exact: true }).waitFor()
    await button(page, 'Sign out').click()
    await button(page, 'Sign in with a passkey').click()
    await page.getByText('Live', { exact: true }).waitFor()
    await leave()
  })

  test('is signed out everywhere as soon as they are revoked', async () => {
    const { page, leave } = await joined('Di', 'di@example.com')
    const people = z.object({ people: z.array(z.object({ id: z.string(), email: z.string() })) })
    const { people: list } = people.parse(await desk.read('/people'))
    const id = list.find(({ email }) => email === 'di@example.com')?.id ?? ''
    await desk.remove(`/people/${id}`)
    await says(page.locator('main'), /Your session has ended|You are not signed in/)
    await leave()
  })
})

test('is told that somebody waits while another page is open, and answers in the notification', async () => {
  const { page, complaints, leave } = await joined('Hal', 'hal@example.com', {
    serviceWorkers: 'allow',
    permissions: ['notifications'],
  })
  const context = page.context()
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  const lock = await desk.ask()
  const message = { kind: 'waits', lock, gate: 'root', pipeline: 'shop', step: 'deploy', language: 'en' }
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: desk.url(),
    registrationId: await registered,
    data: JSON.stringify(message),
  })
  const shown = () =>
    worker.evaluate(async () => {
      const { registration } = globalThis as unknown as { readonly registration: ServiceWorkerRegistration }
      return (await registration.getNotifications()).map(({ title }) => title)
    })
  await expect.poll(shown).toEqual(['shop / deploy waits'])
  // An event that a script makes cannot be waited for, and says so; what it leads to happens all the same.
  await worker.evaluate(async () => {
    const { registration } = globalThis as unknown as { readonly registration: ServiceWorkerRegistration }
    const [notification] = await registration.getNotifications()
    const event = Object.assign(new Event('notificationclick'), {
      notification,
      action: 'unlock',
      waitUntil: () => null,
    })
    globalThis.dispatchEvent(event)
  })
  await expect.poll(shown).toEqual(['shop / deploy is unlocked'])
  expect(await desk.stateOf(lock)).toBe('unlocked')
  await page.goto(`${desk.url()}/settings/notifications`)
  await button(page, 'Tell this browser').waitFor()
  expect(await findings(page)).toEqual([])
  expect(complaints).toEqual([])
  await leave()
})

test('a link that was killed after somebody joined starts again, and knows them', async () => {
  await (await joined('Gil', 'gil@example.com')).leave()
  await desk.stopLink()
  await desk.restartLink()
  const { people } = z.object({ people: z.array(z.object({ email: z.string() })) }).parse(await desk.read('/people'))
  expect(people.map(({ email }) => email)).toContain('gil@example.com')
})

describe('what signs people in', () => {
  test.each(['/sign-up/email', '/update-user', '/delete-user', '/get-session', '/list-accounts', '/reset-password'])(
    'cannot be reached at %s',
    async (path) => {
      expect(await post(`/auth${path}`, {}, { origin: desk.url() })).toBe(404)
      expect((await fetch(`${desk.url()}/api/v1/auth${path}`)).status).toBe(404)
    },
  )

  test('answers a wrong email as it answers a wrong password, and not for ever', async () => {
    const wrong = { email: 'nobody@example.com', password: 'not this one at all' }
    const answers: number[] = []
    for (let tries = 0; tries < 12; tries += 1) {
      answers.push(await post('/auth/sign-in/email', wrong, { origin: desk.url() }))
    }
    expect(answers[0]).toBe(401)
    expect(answers.at(-1)).toBe(429)
  })
})

test.each([
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const)(
  'the pages fit at $width px, $colorScheme, and axe finds nothing',
  async ({ width, height, colorScheme }) => {
    const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' } as const
    for (const fragment of [(await invitation('Flo')).address, desk.url()]) {
      const { page, complaints, leave } = await desk.open(fragment, look)
      await page.getByLabel('Email').waitFor()
      expect(await findings(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
      expect(complaints).toEqual([])
      await leave()
    }
  },
)

/** What an authenticator shows now: RFC 6238, SHA-1, 30 s, six digits; the secret is base32. */
async function totp(secret: string): Promise<string> {
  const { createHmac } = await import('node:crypto')
  const bits = secret
    .replaceAll('=', '')
    .split('')
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}
