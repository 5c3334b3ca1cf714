import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { tempFolder } from './boss/house.ts'
import { type Desk, openDesk } from './console/desk.ts'
import { button, dialog, findings, overflow, says } from './console/look.ts'

const run = promisify(execFile)
const boss = resolve('apps/cli/bin/boss.js')
const folder = tempFolder()
const made = z.object({ token: z.string(), id: z.string() })
let desk: Desk
let serverToken: string

/** What a server tells of a gadget. */
async function tell(id: string, more: object = {}): Promise<void> {
  const response = await fetch(`${desk.url()}/api/v1/gadgets/presence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serverToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      gadgets: [{ id, online: true, version: '1.4.0', address: 'http://10.0.0.7:3000', ...more }],
    }),
  })
  expect(response.status).toBe(200)
}

const device = (page: Page, name: string | RegExp) =>
  page.locator('li.device', { has: page.locator('h3', { hasText: name }) })

/** Pastes a line into a shell, where `boss` is ours. */
const paste = (line: string) =>
  run('sh', ['-c', line.replace(/\bboss\b(?= enrol)/, `"${process.execPath}" "${boss}"`)], { cwd: folder.path })

/** Of the steps of a first run, those that are ticked. */
const ticked = (page: Page) => page.locator('.first-run li.is-done h3').allTextContents()

beforeAll(async () => {
  desk = await openDesk()
  const grants = [{ role: 'server', gate: 'root' }]
  serverToken = made.parse(await desk.operate('/tokens', { name: 'pi', grants })).token
})
beforeEach(() => desk.clear())
afterAll(async () => {
  await desk.close()
  folder[Symbol.dispose]()
})

describe('a link that has approved nothing yet', () => {
  test('leads from the sign-in to the first press, step by step, with a line that is pasted for real', async () => {
    await desk.operate('/gadgets', { id: 'first', name: 'Emulated', gate: 'root' })
    await tell('first')
    const { page, complaints, leave } = await desk.visit({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    const steps = page.locator('.first-run')
    await says(steps, 'Emulated is on.')
    expect(await ticked(page)).toEqual(['You are signed in: done', 'A gadget is there: done'])
    expect(await findings(page)).toEqual([])
    await button(steps, 'Make a line').press('Enter')
    const line = steps.locator('code', { hasText: 'curl' })
    const pasted = run('sh', ['-c', (await line.textContent()) ?? ''])
    await says(steps, 'It waits above, and a gadget of its gate is blue.')
    expect(await ticked(page)).toContain('Let a pipeline ask: done')
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    const shown = await desk.visit()
    await says(shown.page.locator('.first-run'), 'See it turn blue: done')
    await button(shown.page.locator('.first-run'), 'Hide this').click()
    await shown.page.reload()
    await says(shown.page.locator('h1'), 'One pipeline waits')
    expect(await shown.page.locator('.first-run').count()).toBe(0)
    await shown.leave()
    await button(page.locator('article[data-lock]').first(), 'Unlock').click()
    expect((await pasted).stdout).toContain('the pipeline goes on')
    await expect.poll(() => steps.count(), { timeout: 15_000 }).toBe(0)
    await desk.remove('/gadgets/first')
    expect(complaints).toEqual([])
    await leave()
  })
})

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' } as const

  test('the devices tell whether they are there, what they show, and are sent away by keyboard', async () => {
    const id = `desk-${width}`
    await desk.operate('/gadgets', { id, name: `Second floor ${width}`, gate: 'root' })
    await tell(id)
    const uuid = await desk.ask({ pipeline: 'shop', step: 'deploy' })
    const { page, complaints, leave } = await desk.visit(look)
    await page.getByRole('link', { name: 'Devices' }).first().click()
    const gadget = device(page, `Second floor ${width}`)
    await says(gadget, /Online.*now.*shop \/ deploy.*pi.*10\.0\.0\.7:3000.*1\.4\.0/)
    await says(device(page, 'this one'), /Online.*\d+\.\d+\.\d+/)
    await says(device(page, /^pi$/), /Never seen/)
    await button(gadget, 'Test lights').press('Enter')
    await says(gadget, 'Look at it: each light in red, green and blue, for three seconds.')
    expect(await gadget.getByRole('link', { name: 'shop / deploy' }).getAttribute('href')).toBe(`/locks/${uuid}`)
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await desk.operate(`/locks/${uuid}/unlock`, {})
    await desk.claim(uuid)
    await says(gadget, 'nothing waits')
    await tell(id, { online: false })
    await says(gadget, 'Away')
    expect(await button(gadget, 'Test lights').count()).toBe(0)

    await button(gadget, 'Revoke').focus()
    await page.keyboard.press('Enter')
    await says(dialog(page), 'Its presses count no more')
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await says(gadget, 'Away')
    await page.keyboard.press('Enter')
    await button(dialog(page), 'Revoke').press('Enter')
    await expect.poll(() => gadget.count(), { timeout: 15_000 }).toBe(0)
    expect(complaints).toEqual([])
    await leave()
  })

  test('a line is made that enrols a server, which is then listed', async () => {
    const name = `pi-${width}`
    const { page, leave } = await desk.open(await desk.address(), { ...look, locale: 'es-ES' })
    await page.getByText('En directo', { exact: true }).waitFor()
    await page.goto(`${desk.url()}/devices`)
    await button(page, 'Inscribir').click()
    await dialog(page)
      .getByRole('radio', { name: /^Servidor/ })
      .check({ force: true })
    await dialog(page).getByLabel('Nombre').fill(name)
    expect(await findings(page)).toEqual([])
    await button(dialog(page), 'Crear la línea').click()
    const line = (await dialog(page).locator('code').textContent()) ?? ''
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await paste(line)
    expect(JSON.parse(readFileSync(join(folder.path, 'server.json'), 'utf8'))).toMatchObject({ name })
    await button(dialog(page), 'Cerrar').click()
    await says(device(page, name), 'Nunca visto')
    await leave()
  })
})

test('a link that goes away leaves what was known last, and says so', async () => {
  const { page, leave } = await desk.visit()
  await page.goto(`${desk.url()}/devices`)
  await says(device(page, 'this one'), 'Online')
  await button(device(page, /^pi$/).first(), 'Revoke').click()
  await desk.stopLink()
  await says(page.locator('.devices-page .notice'), 'This is what was known last.')
  await says(dialog(page), 'The link is away.')
  expect(await button(dialog(page), 'Revoke').getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Escape')
  expect(await findings(page)).toEqual([])
  await desk.restartLink()
  await expect.poll(() => page.locator('.devices-page .notice').count(), { timeout: 20_000 }).toBe(0)
  await leave()
})
