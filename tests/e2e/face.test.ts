import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findBrowser, installBrowser } from '../../tools/browser.mjs'
import { type Desk, openDesk } from '../crash/desk.ts'
import { type Program, readTokens, startLink, type Tokens } from '../crash/link-process.ts'
import { findings, overflow, says } from './console/look.ts'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']
const lockAnswer = z.looseObject({ lock: z.string() })
const lockState = z.looseObject({ state: z.string() })

let dir: string
let link: Program
let tokens: Tokens
let desk: Desk
let browser: Browser

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'boss-face-'))
  link = await startLink(dir, 0)
  tokens = readTokens(dir)
  desk = await openDesk(dir, tokens)
  const executablePath = findBrowser()
  if (!executablePath) throw new Error(installBrowser() || 'a browser was installed just now: run the tests again')
  browser = await chromium.launch({ executablePath, args: flags })
})

afterAll(async () => {
  await browser.close()
  await desk.close()
  await link.kill()
  rmSync(dir, { recursive: true, force: true })
})

async function call(path: string, body?: object): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${body ? tokens.pipeline : tokens.operator}`,
    'content-type': 'application/json',
  }
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  return (await fetch(`${tokens.url}/api/v1${path}`, { headers, ...init })).json()
}

const ask = async (step: string) =>
  lockAnswer.parse(
    await call('/locks', { pipeline: 'storefront', step, gate: 'root', context: { requested_by: 'Bob' } }),
  ).lock
const stateOf = async (lock: string) => lockState.parse(await call(`/locks/${lock}`)).state

async function visit(options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(desk.face)
  return { page, complaints, leave: () => context.close() }
}

const headline = (page: Page) => page.locator('h1')

async function seen(page: Page, step: string): Promise<void> {
  await says(headline(page), 'Waiting for you')
  await says(page.locator('#facts'), step)
}

/** A press answers only a head that was shown for half a second: until then a boss presses again. */
const unlockBy = (press: () => Promise<void>, lock: string) =>
  expect
    .poll(
      async () => {
        await press()
        return stateOf(lock)
      },
      { timeout: 15_000 },
    )
    .toBe('unlocked')

describe('the face of the gadget', () => {
  test('shows who waits, and a press with the space bar lets them pass', async () => {
    const { page, complaints, leave } = await visit({ viewport: { width: 1440, height: 900 } })
    await says(headline(page), 'Nothing waits')
    const lock = await ask('deploy')
    await seen(page, 'deploy')
    await says(page.locator('#spoken'), 'Waiting for you: storefront, deploy. Bob asks.')
    expect(await page.title()).toBe('Waiting for you · storefront')
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toContain(encodeURIComponent('#2f6bff'))
    await unlockBy(() => page.keyboard.press('Space', { delay: 60 }), lock)
    await says(headline(page), 'Nothing waits')
    expect(complaints).toEqual([])
    await leave()
  })

  test('a finger that leaves the page presses nothing; a mouse that lets go does', async () => {
    const { page, leave } = await visit()
    const lock = await ask('migrate')
    await seen(page, 'migrate')
    await page.keyboard.down('Space')
    await says(page.locator('#hint'), 'Let go: unlock. Keep holding: back to default')
    await page.keyboard.press('Escape')
    await says(page.locator('#hint'), /^$/)
    await page.keyboard.up('Space')
    expect(await stateOf(lock)).toBe('locked')
    await unlockBy(() => page.getByRole('button', { name: /^Unlock/ }).click({ delay: 60 }), lock)
    await leave()
  })

  test('red held blocks, and the big button held goes back', async () => {
    const { page, leave } = await visit()
    await says(headline(page), 'Nothing waits')
    await page.keyboard.press('b', { delay: 200 })
    await says(page.locator('#hint'), 'Too short: nothing was pressed')
    await page.keyboard.press('b', { delay: 1_500 })
    await says(headline(page), 'Nothing passes')
    await page.getByRole('button', { name: /^Unlock/ }).click({ delay: 2_500 })
    await says(headline(page), 'Nothing waits')
    await leave()
  })

  test('a click without a finger, as a screen reader gives it, holds as long as it takes', async () => {
    const { page, leave } = await visit()
    await says(headline(page), 'Nothing waits')
    await page.getByRole('button', { name: /^Release/ }).evaluate((button: HTMLElement) => button.click())
    await says(headline(page), 'Everything passes')
    await says(page.locator('#facts'), /Released for\d+:\d\d/)
    await page.keyboard.press('Space', { delay: 2_500 })
    await says(headline(page), 'Nothing waits')
    await leave()
  })

  test.each<[string, BrowserContextOptions]>([
    ['a desk in the light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
    ['a desk in the dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
    ['a phone', { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true }],
    [
      'a phone in the dark, with less motion',
      { viewport: { width: 390, height: 844 }, colorScheme: 'dark', reducedMotion: 'reduce' },
    ],
  ])('on %s axe finds nothing and nobody scrolls sideways', async (where, options) => {
    const { page, complaints, leave } = await visit(options)
    const lock = await ask(`look at ${where}`)
    await seen(page, where)
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await unlockBy(() => page.keyboard.press('Enter', { delay: 60 }), lock)
    expect(complaints).toEqual([])
    await leave()
  })

  test('when the server is gone it says that it cannot know, in amber', async () => {
    const { page, leave } = await visit()
    await says(headline(page), 'Nothing waits')
    await desk.killServer()
    await says(headline(page), 'It cannot know')
    await says(page.locator('#server'), 'server not heard')
    expect(
      await page
        .locator('.lamp')
        .first()
        .evaluate((lamp) => getComputedStyle(lamp).color),
    ).toBe('rgb(255, 110, 0)')
    expect(await findings(page)).toEqual([])
    await desk.startServer()
    await says(headline(page), 'Nothing waits')
    await leave()
  })
})
