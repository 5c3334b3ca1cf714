import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser, installBrowser } from '../../tools/browser.mjs'
import { type Button, type House, openHouse } from './boss/house.ts'
import { SOON_MS, until } from './boss/until.ts'

let house: House
let browser: Browser
let page: Page

beforeAll(async () => {
  house = await openHouse()
  const executablePath = findBrowser()
  if (!executablePath) throw new Error(installBrowser() || 'a browser was installed just now: run the tests again')
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  page = await browser.newPage()
  await page.goto(house.at.face)
})
afterAll(async () => {
  await browser.close()
  await house[Symbol.asyncDispose]()
})

const showing = (pattern: string) => page.locator(`body[data-pattern="${pattern}"]`).waitFor({ timeout: SOON_MS })

/** Puts the mouse on a button and its finger down. */
async function touch(button: Button): Promise<void> {
  await page.locator(`#${button}`).hover()
  await page.mouse.down()
}

const isHeld = async (button: Button, ms: number) =>
  (await house.face()).holds.some((hold) => hold.button === button && hold.held >= ms)

const waiting = async () => {
  const pipeline = house.start('lock', '--pipeline', 'shop', '--step', 'production', '--author', 'Anna <b>')
  await showing('locked')
  return pipeline
}

describe('a person at the gadget that boss up started, with a mouse', () => {
  test('presses the big button, and the pipeline goes on', async () => {
    await showing('idle')
    const pipeline = await waiting()
    expect(await page.locator('main').innerText()).toContain('shop')
    // A press that came too soon for the gadget is made again.
    const ended = await until('the pipeline goes on', async () => {
      await touch('unlock')
      await until('the button is down', () => isHeld('unlock', 50))
      await page.mouse.up()
      return Promise.race([pipeline.ended, new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_000))])
    })
    expect(ended).toMatchObject({ code: 0 })
    await showing('idle')
  })

  test('holds the red button, and the pipeline is stopped; holds the big one, and it asks again', async () => {
    const pipeline = await waiting()
    await touch('block')
    await showing('blocked')
    await page.mouse.up()
    expect((await pipeline.ended).code).toBe(1)
    await touch('unlock')
    await showing('idle')
    await page.mouse.up()
    expect((await house.run('status')).out).toContain('root asks the boss')
  })

  test('holds the green button, and pipelines pass by themselves', async () => {
    await touch('release')
    await showing('released')
    await page.mouse.up()
    expect((await house.run('lock', '--pipeline', 'shop', '--step', 'production')).code).toBe(0)
  })
})
