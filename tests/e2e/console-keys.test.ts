import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './console/desk.ts'
import { button, card, dialog, findings, gate, overflow, says } from './console/look.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('the palette at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  test('finds a lock, an order and a theme by a part of the name', async () => {
    const uuid = await desk.ask({ pipeline: `till-${width}` })
    const { page, complaints, leave } = await desk.visit({ viewport: { width, height }, colorScheme })
    await card(page, uuid).waitFor()
    await button(page, 'Find').click()
    const field = page.getByRole('combobox', { name: 'Find and do' })
    await field.waitFor()
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await page.keyboard.type('block ro')
    await says(page.locator('[cmdk-item][aria-selected="true"]'), 'Block root…')
    await page.keyboard.press('Enter')
    await says(dialog(page), 'Block root?')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })

    await page.keyboard.press('Control+k')
    await field.waitFor()
    await page.evaluate(() => {
      document.querySelector('dialog')?.close()
      // Before the browser has told that it is closed.
      dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))
    })
    await field.fill(colorScheme === 'dark' ? 'light th' : 'dark th')
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const before = await ground()
    await page.keyboard.press('Enter')
    await expect.poll(ground).not.toBe(before)
    expect(await findings(page)).toEqual([])
    const chosen = await ground()
    await page.reload()
    await card(page, uuid).waitFor()
    expect(await ground()).toBe(chosen)

    await page.keyboard.press('Control+k')
    await field.fill(`till-${width}`)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/locks/${uuid}`)
    await button(page, 'Unlock').click()
    await expect.poll(() => desk.stateOf(uuid)).toBe('unlocked')
    expect(complaints).toEqual([])
    await leave()
  })
})

test('keys lead to the pages and the locks, and the letters alone can be turned off', async () => {
  const uuids = [await desk.ask(), await desk.ask()]
  const { page, leave } = await desk.visit()
  await card(page, uuids[1] ?? '').waitFor()
  const lockInFocus = () =>
    page.evaluate(() => document.activeElement?.closest('[data-lock]')?.getAttribute('data-lock') ?? null)
  await page.keyboard.press('j')
  expect(await lockInFocus()).toBe(uuids[0])
  await page.keyboard.press('j')
  expect(await lockInFocus()).toBe(uuids[1])
  await page.keyboard.press('k')
  expect(await lockInFocus()).toBe(uuids[0])
  await page.keyboard.type('gu')
  await page.waitForURL('**/numbers')
  await page.keyboard.type('gn')
  await gate(page, 'root').waitFor()
  await page.keyboard.press('?')
  await says(dialog(page), 'Keyboard shortcuts')
  expect(await findings(page)).toEqual([])
  await dialog(page).getByRole('checkbox').uncheck()
  await button(dialog(page), 'Close').click()
  await dialog(page).waitFor({ state: 'detached' })
  await page.keyboard.type('gu')
  await page.keyboard.press('?')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  await leave()
})

test('the language and the theme that somebody chose on this browser stay', async () => {
  const { page, leave } = await desk.visit({ viewport: { width: 390, height: 844 }, colorScheme: 'light' })
  await page.goto(`${desk.url()}/settings/appearance`)
  await page.getByRole('radio', { name: 'Dark' }).click()
  await page.getByRole('radio', { name: 'Español' }).click()
  await page.getByRole('heading', { name: 'Aspecto' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('es')
  expect(await findings(page)).toEqual([])
  expect(await overflow(page)).toBe(0)
  await leave()
})

test('who wants it hears when somebody begins to wait, once for each, and sees how many on the app’s icon', async () => {
  const { page, leave } = await desk.visit()
  await page.addInitScript(() => {
    const heard = { sounds: 0, badge: -1 }
    Object.assign(globalThis, { heard })
    Object.assign(navigator, { setAppBadge: async (count: number) => (heard.badge = count) })
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super()
        heard.sounds += 1
      }
    }
  })
  const heard = () => page.evaluate((): unknown => Reflect.get(globalThis, 'heard'))
  const atNow = async () => {
    await page.goto(desk.url())
    await gate(page, 'root').waitFor()
    await page.locator('body').click({ position: { x: 5, y: 5 } })
  }
  await atNow()
  await card(page, await desk.ask()).waitFor()
  await expect.poll(heard).toEqual({ sounds: 0, badge: 1 })
  await page.goto(`${desk.url()}/settings/appearance`)
  await page.getByRole('checkbox', { name: 'Two tones' }).check()
  await atNow()
  await card(page, await desk.ask()).waitFor()
  await expect.poll(heard).toEqual({ sounds: 1, badge: 2 })
  await leave()
})
