import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './console/desk.ts'
import { button, card, dialog, findings, gate, history, overflow, pressOff, says } from './console/look.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

const phone = { viewport: { width: 390, height: 844 } } as const

describe('several people', () => {
  test('see each other’s decisions at once', async () => {
    const ada = await desk.visit()
    const bo = await desk.visit(phone)
    const first = await desk.ask()
    const second = await desk.ask({ step: 'migrate' })
    await button(card(ada.page, first), 'Unlock').click()
    await says(card(bo.page, first), 'Unlocked by operator')
    await button(card(bo.page, second), 'Reject').click()
    await button(dialog(bo.page), 'Reject').click()
    await says(card(ada.page, second), 'Rejected by operator')
    await button(gate(bo.page, 'root'), 'Block').click()
    await dialog(bo.page).getByLabel('Reason').fill('fire')
    await button(dialog(bo.page), 'Block').click()
    await says(gate(ada.page, 'root'), /Blocked.*fire/)
    await button(gate(ada.page, 'root'), 'Default').click()
    await says(gate(bo.page, 'root'), 'Default')
    await says(history(bo.page), 'operator set root to default')
    await ada.leave()
    await bo.leave()
  })

  test('have to agree where a gate wants two, and a button says why it is off', async () => {
    await desk.operate('/gates', {
      gate: 'pair',
      policy: { approvals: 2, needs_reason: { reject: true, release: false, block: false } },
    })
    const { page, leave } = await desk.visit()
    const uuid = await desk.ask({ gate: 'pair' })
    await button(card(page, uuid), 'Unlock').click()
    await says(card(page, uuid), 'Votes1 of 2operator')
    await pressOff(button(card(page, uuid), 'Unlock'))
    await says(card(page, uuid), 'You have voted: others have to as well.')
    await pressOff(button(gate(page, 'pair'), 'Release'))
    await says(gate(page, 'pair'), 'The policy of pair does not allow a release.')
    await button(card(page, uuid), 'Reject').click()
    await button(dialog(page), 'Reject').click()
    await says(dialog(page).getByRole('alert'), 'Pair wants a reason to reject.')
    expect(await findings(page)).toEqual([])
    await dialog(page).getByLabel('Reason').fill('no')
    await button(dialog(page), 'Reject').click()
    await says(card(page, uuid), 'Rejected by operator')
    await leave()
  })
})

describe('an open page', () => {
  test('names all that waits, and draws of it what is in sight', async () => {
    const asked = await Promise.all(Array.from({ length: 24 }, (_, place) => desk.ask({ pipeline: `shop-${place}` })))
    const { page, leave } = await desk.visit(phone)
    const cards = page.locator('.card')
    await expect.poll(() => cards.count()).toBe(asked.length)
    const last = cards.last()
    expect(await button(last, 'Unlock').count()).toBe(0)
    await last.getByRole('link').focus()
    await button(last, 'Unlock').waitFor()
    await expect.poll(() => button(cards.first(), 'Unlock').count()).toBe(0)
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await says(last, 'Unlocked by operator')
    await leave()
  })

  test('whose link restarts keeps the last known state, marked, and heals by itself', async () => {
    const { page, complaints, leave } = await desk.visit({ serviceWorkers: 'allow' })
    const uuid = await desk.ask()
    await card(page, uuid).waitFor()
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await desk.stopLink()
    await says(page.locator('h1'), 'The link is away.')
    await says(page.locator('body'), 'the last known state')
    await pressOff(button(card(page, uuid), 'Unlock'))
    await says(card(page, uuid), 'The link is away.')
    expect(await button(card(page, uuid), 'Unlock').getAttribute('aria-disabled')).toBe('true')
    expect(await findings(page)).toEqual([])
    await page.getByRole('navigation').getByRole('link', { name: 'Numbers' }).click()
    await page.getByRole('heading', { name: 'Numbers' }).waitFor()
    await page.goto(`${desk.url()}/history`)
    await page.getByRole('heading', { name: 'History' }).waitFor()
    await says(page.getByRole('main'), 'The link is away.')
    await says(page.locator('body'), 'the last known state')
    expect(await findings(page)).toEqual([])
    await page.goto(desk.url())
    await says(page.locator('h1'), 'The link is away.')
    await says(card(page, uuid), 'shop')
    expect(await button(card(page, uuid), 'Unlock').getAttribute('aria-disabled')).toBe('true')
    expect(await findings(page)).toEqual([])
    await page.goto(`${desk.url()}/history`)
    await page.getByRole('heading', { name: 'History' }).waitFor()
    await says(page.getByRole('main'), 'The link is away.')
    await desk.restartLink()
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Now' }).click()
    await says(page.locator('h1'), 'One pipeline waits for an answer.')
    await button(card(page, uuid), 'Unlock').click()
    await says(card(page, uuid), 'Unlocked by operator')
    expect(await desk.stateOf(uuid)).toBe('unlocked')
    expect(complaints).toEqual([])
    await leave()
  })

  test('leaves nothing of itself to whoever opens the browser after a sign-out', async () => {
    const { page, leave } = await desk.visit({ serviceWorkers: 'allow' })
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await says(page.locator('h1'), 'Nothing waits.')
    const kept = () => page.evaluate(() => localStorage.getItem('boss-deployer:last-known'))
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    expect(await kept()).toContain('root')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out.' }).waitFor()
    expect(await kept()).toBeNull()
    await desk.stopLink()
    await page.reload()
    await says(page.locator('h1'), 'The link is away.')
    expect(await page.getByRole('navigation').count()).toBe(0)
    await desk.restartLink()
    await leave()
  })

  test('moves nothing under the pointer: a card that ends stays, marked, until it leaves', async () => {
    const here = await desk.visit()
    const there = await desk.visit()
    const first = await desk.ask()
    const second = await desk.ask({ step: 'migrate' })
    await button(card(here.page, second), 'Unlock').hover()
    const before = await card(here.page, second).boundingBox()
    await button(card(there.page, first), 'Unlock').click()
    await says(card(here.page, first), 'Unlocked by operator')
    await here.page.waitForTimeout(7_500)
    expect(await card(here.page, second).boundingBox()).toEqual(before)
    await here.page.mouse.move(1, 1)
    await card(here.page, first).waitFor({ state: 'detached' })
    await button(card(there.page, second), 'Unlock').click()
    await here.leave()
    await there.leave()
  })

  test('is used by the keyboard alone', async () => {
    const { page, leave } = await desk.visit()
    const first = await desk.ask()
    await card(page, first).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 40 && !(await focused()).startsWith(name); presses += 1)
        await page.keyboard.press('Tab')
      expect(await focused()).toMatch(new RegExp(`^${name}`))
    }
    await tabTo('Unlock')
    expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe(
      'solid',
    )
    await page.keyboard.press('Enter')
    await says(card(page, first), 'Unlocked by operator')
    expect(await focused()).toMatch(/^Unlock/)

    await tabTo('Block')
    await page.keyboard.press('Enter')
    await dialog(page).waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    expect(await focused()).toMatch(/^Block/)

    await page.keyboard.press('Enter')
    await dialog(page).waitFor()
    await page.keyboard.type('fire')
    await page.keyboard.press('Control+Enter')
    await says(gate(page, 'root'), /Blocked.*fire/)
    await dialog(page).waitFor({ state: 'detached' })
    expect(await focused()).toMatch(/^Block/)
    await leave()
  })

  test('says after a while that a decision got no answer', async () => {
    const { page, leave } = await desk.visit()
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const link = socket.connectToServer()
      socket.onMessage((message) => String(message).includes('"unlock"') || link.send(message))
    })
    await page.reload()
    const uuid = await desk.ask()
    await button(card(page, uuid), 'Unlock').click()
    await says(card(page, uuid), 'Unlocking…')
    await says(card(page, uuid).getByRole('alert'), 'Look at what is shown before you try again.')
    expect(await desk.stateOf(uuid)).toBe('locked')
    await leave()
  })

  test('shows hostile text harmless and cut', async () => {
    const evil = `<img src=x onerror="alert(1)">\u202Egnihsif${'x'.repeat(1_900)}`
    const uuid = await desk.ask({
      pipeline: `\u202E<script>alert(1)</script>${'w'.repeat(150)}`,
      step: 'Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307',
      context: {
        message: evil,
        author: evil.slice(0, 200),
        diff_url: 'https://git.example.com@evil.example/x',
        changelog: ['\u2066<b>'],
      },
    })
    const { page, complaints, leave } = await desk.visit(phone)
    await says(card(page, uuid), '<script>alert(1)</script>')
    const text = (await page.locator('body').innerText()) + (await page.title())
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/)
    expect(text.length).toBeLessThan(5_000)
    expect(await card(page, uuid).locator('img, script, b').count()).toBe(0)
    const links = await card(page, uuid).getByRole('link').all()
    expect(await Promise.all(links.map((link) => link.getAttribute('href')))).toEqual([`/locks/${uuid}`])
    expect(await overflow(page)).toBe(0)
    expect(await findings(page)).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })

  test('speaks Spanish where the browser does, from the door to the history', async () => {
    const { page, leave } = await desk.open(`${desk.url()}/#code=old`, { ...phone, locale: 'es-MX' })
    await says(page.locator('h1'), 'Esta dirección ya no vale.')
    const uuid = await desk.ask()
    await page.goto(await desk.address())
    await says(page.locator('h1'), 'Un pipeline espera respuesta.')
    await button(card(page, uuid), 'Rechazar').click()
    await says(dialog(page), '¿Rechazar shop / deploy?')
    await dialog(page).getByLabel('Motivo').fill('hoy no')
    await button(dialog(page), 'Rechazar').click()
    await says(card(page, uuid), 'Rechazado por operator')
    await pressOff(button(card(page, uuid), 'Desbloquear'))
    await says(card(page, uuid), /ya terminó/)
    await says(page.locator('.history'), 'operator rechazó shop / deploy')
    await button(gate(page, 'root'), 'Cerrar').click()
    await says(dialog(page), 'Nada espera: no se corta nada.')
    await page.keyboard.press('Escape')
    expect(await overflow(page)).toBe(0)
    expect(await findings(page)).toEqual([])
    await leave()
  })

  test('reads on in the history', async () => {
    for (let count = 0; count < 30; count += 1) await desk.operate('/gates', { gate: `g${count}` })
    const { page, leave } = await desk.visit()
    await says(history(page), 'added the gate g29')
    const entries = () => page.locator('li.event').count()
    await expect.poll(entries).toBe(50)
    await button(page, 'Load more').click()
    await expect.poll(entries).toBeGreaterThan(50)
    await leave()
  })
})

/** What the page loads before it shows anything: its script, and what that imports by name. */
function firstLoad(assets: URL): readonly string[] {
  const html = readFileSync(new URL('../index.html', assets), 'utf8')
  const loaded = new Set<string>()
  const waiting = [...html.matchAll(/assets\/([^"]+\.js)"/g)].map(([, file = '']) => file)
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    const script = readFileSync(new URL(file, assets), 'utf8')
    waiting.push(...[...script.matchAll(/(?:from|import)["'`]\.\/([^"'`]+\.js)["'`]/g)].map(([, next = '']) => next))
  }
  return [...loaded]
}

test('the page’s JavaScript is under 120 KB gzipped', () => {
  const assets = new URL('../../apps/console/dist/public/assets/', import.meta.url)
  const scripts = firstLoad(assets)
  const bytes = scripts.map((file) => gzipSync(readFileSync(new URL(file, assets)), { level: 9 }).length)
  expect(scripts.length).toBeGreaterThan(0)
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(120_000)
})
