import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Boss, boss, startBoss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { containing, matching } from './boss/said.ts'
import { type Desk, openDesk, type Visitor } from './console/desk.ts'
import { button, findings, says } from './console/look.ts'

let desk: Desk
/** A browser in which Ada is signed in. */
let adas: NonNullable<BrowserContextOptions['storageState']>
let folder: ReturnType<typeof tempFolder>
beforeAll(async () => {
  desk = await openDesk()
  adas = { cookies: await letIn('Ada', 'ada@example.com'), origins: [] }
})
afterAll(() => desk.close())
beforeEach(() => {
  folder = tempFolder()
})
afterEach(() => folder[Symbol.dispose]())

const password = 'a sentence nobody guesses'
const invited = z.object({ code: z.string() })

async function letIn(name: string, email: string) {
  const grants = [{ role: 'approver', gate: 'root' }]
  const { code } = invited.parse(await desk.operate('/people/invitations', { name, grants, groups: ['ops'] }))
  const answer = await fetch(`${desk.url()}/api/v1/people/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: desk.url() },
    body: JSON.stringify({ code, name, email, password }),
  })
  expect(answer.status).toBe(201)
  return answer.headers.getSetCookie().flatMap((each) => {
    const [name = '', value = ''] = (each.split(';')[0] ?? '').split(/=(.*)/s)
    const { hostname: domain } = new URL(desk.url())
    const rest = { domain, path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Strict' } as const
    return value === '' ? [] : [{ name, value, ...rest }]
  })
}

const home = () => ({ BOSS_URL: desk.url(), BOSS_DATA: folder.path })
const run = (...args: string[]) => boss(args, home())

/** A command line that shows its code, and the page that it leads to. */
async function begin(options?: BrowserContextOptions): Promise<{ login: Boss; code: string; visitor: Visitor }> {
  const login = startBoss(['login', '--json'], home())
  const [line] = await login.says(/^\{"user_code".*\}$/m)
  const told = z.object({ user_code: z.string(), verification_uri_complete: z.url() }).parse(JSON.parse(line))
  return { login, code: told.user_code, visitor: await desk.open(told.verification_uri_complete, options) }
}

async function signIn({ page }: Visitor): Promise<void> {
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill(password)
  await button(page, 'Sign in').first().click()
}

async function answerIn({ page }: Visitor, code: string, answer: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code' }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Code' }).inputValue()).toBe(code)
  await button(page, 'Continue').click()
  await says(page.locator('main'), `Does your terminal show ${code}?`)
  expect(await findings(page)).toEqual([])
  await button(page, answer).click()
}

async function signedIn(): Promise<void> {
  const { login, code, visitor } = await begin({ storageState: adas })
  await answerIn(visitor, code, 'Yes, sign it in')
  expect(await login.ended).toMatchObject({ code: 0, out: containing('"email":"ada@example.com"') })
  await visitor.leave()
}

describe('boss login', () => {
  test('leads somebody who is not signed in to the page for its code, and then speaks as them until boss logout', async () => {
    const { login, code, visitor } = await begin()
    await signIn(visitor)
    await answerIn(visitor, code, 'Yes, sign it in')
    expect(await login.ended).toMatchObject({ code: 0, out: containing('"email":"ada@example.com"') })
    await visitor.leave()

    const [file = ''] = readdirSync(join(folder.path, 'sign-ins'))
    expect(statSync(join(folder.path, 'sign-ins', file)).mode & 0o777).toBe(0o600)
    const who = await run('whoami')
    expect(who).toMatchObject({ code: 0, out: matching(/Ada .*person:[\s\S]*approver at root; in ops[\s\S]*until 20/) })
    const lock = await desk.ask()
    expect((await run('unlock', lock)).code).toBe(0)
    expect((await run('history', '--lock', lock)).out).toMatch(/Ada \(cli\) +unlocks/)
    expect(await run('token', 'list')).toMatchObject({ code: 1 })

    const given = { ...home(), BOSS_TOKEN: 'boss_other' }
    expect(await boss(['whoami'], given)).toMatchObject({ code: 2, err: containing('boss login') })
    expect(await run('logout')).toMatchObject({ code: 0, out: containing('signed out') })
    expect(await run('logout')).toMatchObject({ code: 0, out: containing('you were not signed in') })
    expect(await run('whoami')).toMatchObject({ code: 2, err: containing('sign in with "boss login"') })
  })

  test('is told no', async () => {
    const { login, code, visitor } = await begin({ storageState: adas })
    await answerIn(visitor, code, 'No')
    expect(await login.ended).toMatchObject({ code: 3, err: containing('somebody said no') })
    expect(await run('whoami')).toMatchObject({ code: 2 })
    await visitor.leave()
  })

  test('is not let in by an operator without a name, who is asked to sign in', async () => {
    const { login, code, visitor } = await begin()
    const { page } = visitor
    const at = page.url()
    await page.goto(await desk.address())
    await page.getByText('Live', { exact: true }).waitFor()
    await page.goto(at)
    await page.reload()
    await says(page.locator('main'), 'Sign in as yourself first.')
    expect(await findings(page)).toEqual([])
    await signIn(visitor)
    await answerIn(visitor, code, 'Yes, sign it in')
    expect((await login.ended).code).toBe(0)
    await visitor.leave()
  })

  test('is forgotten here when the link is away, and says that the link does not know', async () => {
    await signedIn()
    await desk.stopLink()
    const away = await run('logout')
    expect(away).toMatchObject({ code: 6, err: containing('the link was not told') })
    expect(await run('login')).toMatchObject({ code: 6 })
    await desk.restartLink()
    expect(await run('whoami')).toMatchObject({ code: 2, err: containing('there is no token') })
  })

  test('ends when its session is ended elsewhere, and says what to do', async () => {
    await signedIn()
    const people = z.object({ people: z.array(z.object({ id: z.string() })) })
    const [ada] = people.parse(await desk.read('/people')).people
    await desk.remove(`/people/${ada?.id}/sessions`)
    expect(await run('whoami')).toMatchObject({ code: 2, err: containing('sign in (boss login)') })
    expect(await run('logout')).toMatchObject({ code: 0, out: containing('signed out') })
  })
})
