import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { boss } from './boss/boss.ts'
import { tempFolder } from './boss/house.ts'
import { containing, matching } from './boss/said.ts'
import { type Desk, openDesk } from './console/desk.ts'
import { button, findings, says } from './console/look.ts'

let desk: Desk
let folder: ReturnType<typeof tempFolder>
let operatorToken: string
beforeAll(async () => {
  desk = await openDesk()
  const grants = [{ role: 'operator', gate: 'root' }]
  operatorToken = z.object({ token: z.string() }).parse(await desk.operate('/tokens', { name: 'desk', grants })).token
})
afterAll(() => desk.close())
beforeEach(() => {
  folder = tempFolder()
})
afterEach(() => folder[Symbol.dispose]())

const first = 'a sentence nobody guesses'
const second = 'another one that nobody guesses'
const run = (...args: string[]) =>
  boss(args, { BOSS_URL: desk.url(), BOSS_TOKEN: operatorToken, BOSS_DATA: folder.path })

async function post(path: string, body: object): Promise<number> {
  const headers = { 'content-type': 'application/json', origin: desk.url() }
  const options = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await fetch(`${desk.url()}/api/v1${path}`, options)).status
}

const signsIn = (password: string) => post('/auth/sign-in/email', { email: 'ada@example.com', password })
const codeIn = (address: string, name: string) =>
  new URLSearchParams(new URL(address.trim()).hash.slice(1)).get(name) ?? ''

test('the first operator is set up at a link that runs alone, and no second one', async () => {
  expect(await run('people', 'list')).toMatchObject({ code: 0, out: containing('boss people set-up') })
  const offered = await run('people', 'set-up')
  expect(offered).toMatchObject({ code: 0, err: containing('good once') })
  const { page, leave } = await desk.open(offered.out.trim())
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill(first)
  await button(page, 'Join').click()
  await page.getByText('Live', { exact: true }).waitFor()
  expect(await run('people', 'set-up')).toMatchObject({ code: 1, err: containing('boss people invite') })
  expect((await run('people', 'list')).out).toMatch(/Ada +ada@example\.com +operator at root/)
  await leave()
})

describe('somebody who is invited', () => {
  test('may what the invitation says, then more, then less, then nothing', async () => {
    expect((await run('gate', 'add', 'shop')).code).toBe(0)
    const invited = await run(
      'people',
      'invite',
      'Bo',
      '--role',
      'approver',
      '--gate',
      'shop',
      '--group',
      'ops',
      '--json',
    )
    const { address } = z.object({ address: z.url() }).parse(JSON.parse(invited.out))
    const bo = { code: codeIn(address, 'join'), name: 'Bo', email: 'bo@example.com', password: first }
    expect(await post('/people/join', bo)).toBe(201)
    expect((await run('people', 'list')).out).toMatch(/Bo +bo@example\.com +approver at shop; in ops/)
    const more = await run('people', 'grant', 'BO@example.com', '--role', 'viewer')
    expect(more).toMatchObject({ code: 0, out: matching(/approver at shop, viewer at root; in ops/) })
    const less = await run('people', 'revoke', 'bo@example.com', '--role', 'approver', '--gate', 'shop')
    expect(less).toMatchObject({ code: 0, out: matching(/ viewer at root; in ops/) })
    const none = await run('people', 'revoke', 'bo@example.com', '--role', 'approver')
    expect(none).toMatchObject({ code: 2, err: containing('does not hold that') })
    expect(await run('people', 'revoke', 'bo@example.com')).toMatchObject({ code: 0, out: containing('revoked') })
    expect((await run('people', 'list')).out).toMatch(/Bo .*revoked/)
    expect(await run('people', 'reset', 'bo@example.com')).toMatchObject({ code: 1, err: containing('is revoked') })
    expect(await run('people', 'grant', 'nobody@example.com', '--role', 'viewer')).toMatchObject({ code: 2 })
  })

  test('is not invited to more than the one who invites has', async () => {
    const made = await run('token', 'create', '--name', 'shop-op', '--role', 'operator', '--gate', 'shop')
    const env = { BOSS_URL: desk.url(), BOSS_TOKEN: made.out.trim(), BOSS_DATA: folder.path }
    expect(await boss(['people', 'invite', 'Eve', '--role', 'viewer'], env)).toMatchObject({ code: 1, out: '' })
    expect(await boss(['people', 'reset', 'ada@example.com'], env)).toMatchObject({ code: 2, out: '' })
  })
})

test('who forgot the password sets a new one by an address, once, and is signed out everywhere', async () => {
  expect(await signsIn(first)).toBe(200)
  const offered = await run('people', 'reset', 'ada@example.com')
  expect(offered.code).toBe(0)
  const { page, complaints, leave } = await desk.open(offered.out.trim())
  await page.getByLabel('Password').waitFor()
  expect(await findings(page)).toEqual([])
  await page.getByLabel('Password').fill(second)
  await button(page, 'Set the password').click()
  await says(page.locator('main'), 'Your new password is set.')
  const sessions = z.object({ sessions: z.array(z.unknown()) })
  const [ada] = z.object({ people: z.array(z.object({ id: z.string() })) }).parse(await desk.read('/people')).people
  expect(sessions.parse(await desk.read(`/people/${ada?.id}/sessions`)).sessions).toEqual([])
  expect(await signsIn(first)).toBe(401)
  const again = { code: codeIn(offered.out, 'reset'), password: 'yet another that nobody guesses' }
  expect(await post('/people/password', again)).toBe(401)
  await button(page, 'Sign in').click()
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill(second)
  await button(page, 'Sign in').first().click()
  await page.getByText('Live', { exact: true }).waitFor()
  const { out: history } = await run('history')
  expect(history).toMatch(/ desk \(\w+\) +person reset +Ada/)
  expect(history).toMatch(/ Ada \(console\) +person reset +Ada/)
  expect(complaints).toEqual([])
  await leave()
})
