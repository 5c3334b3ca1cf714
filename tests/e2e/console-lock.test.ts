import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeAtcApi, openFakeAtcApi } from '@boss-deployer/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tempFolder } from './boss/house.ts'
import { type Desk, openDesk } from './console/desk.ts'
import { button, card, dialog, findings, overflow, pressOff, says } from './console/look.ts'

let desk: Desk

let atc: FakeAtcApi
const folder = tempFolder()

beforeAll(async () => {
  atc = await openFakeAtcApi({ username: 'boss', password: 'atc-password', webhookToken: 'hook' })
  const resources = [{ team: 'main', pipeline: 'shop', resource: 'approval', webhook_token_file: 'webhook-token' }]
  const integrations = [{ kind: 'concourse', name: 'ci', gate: 'root', url: atc.url, resources }]
  writeFileSync(join(folder.path, 'webhook-token'), 'hook')
  writeFileSync(join(folder.path, 'integrations.yaml'), JSON.stringify({ integrations }))
  desk = await openDesk(['--integrations', join(folder.path, 'integrations.yaml')])
})
beforeEach(() => desk.clear())
afterAll(async () => {
  await desk.close()
  await atc[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' } as const

  test('a lock is opened from its card, answered at its own address, and tells what happened', async () => {
    const uuid = await desk.ask({ context: { message: 'Fix the total', requested_by: 'Mara Voss' } })
    const { page, complaints, leave } = await desk.visit(look)
    await card(page, uuid).getByRole('link', { name: 'shop / deploy' }).click()
    expect(page.url()).toBe(`${desk.url()}/locks/${uuid}`)
    await says(page.locator('h1'), 'shop / deploy')
    await says(page.getByRole('region', { name: 'What happened' }), 'Mara Voss asked for shop / deploy')
    await says(page.getByRole('region', { name: 'To send to somebody' }), page.url())
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await button(page, 'Nudge').click()
    await says(page.getByRole('region', { name: 'What happened' }), 'operator nudged: shop / deploy waits')
    await says(page.getByTestId('announcer'), 'shop / deploy still waits at')
    await pressOff(button(page, 'Nudge'))
    await says(page.getByRole('alert').last(), 'Who may answer was reminded a moment ago.')
    await button(page, 'Unlock').click()
    await says(card(page, uuid), 'Unlocked, not yet claimed by operator')
    await says(page.getByRole('region', { name: 'What happened' }), 'operator unlocked shop / deploy')
    expect(await button(page, 'Unlock').count()).toBe(0)
    await desk.claim(uuid)
    await says(card(page, uuid), 'Passed by operator')
    const told = page.getByRole('region', { name: 'Told to others' })
    await says(told, /ci: .*confirmed/)
    expect(await findings(page)).toEqual([])
    await page.goBack()
    await says(page.locator('h1'), 'Nothing waits.')
    expect(complaints).toEqual([])
    await leave()
  })

  test('whoever was sent the address finds the lock there, in their own language, after it has ended too', async () => {
    const uuid = await desk.ask({ step: 'migrate' })
    const { page, leave } = await desk.open(await desk.address(), { ...look, locale: 'es-ES' })
    await page.getByText('En directo', { exact: true }).waitFor()
    await page.goto(`${desk.url()}/locks/${uuid}`)
    await says(page.locator('h1'), 'shop / migrate')
    await button(page, 'Rechazar').click()
    await dialog(page).getByLabel('Motivo').fill('Not on a Friday')
    await button(dialog(page), 'Rechazar').click()
    await says(card(page, uuid), /Rechazado por operator.*Not on a Friday/)
    await page.reload()
    await says(card(page, uuid), /Rechazado por operator.*Not on a Friday/)
    expect(await findings(page)).toEqual([])
    await leave()
  })
})

test('an address that is none says so and leads on; the API answers as it does', async () => {
  const { page, leave } = await desk.visit()
  for (const [path, words] of [
    ['/locks/01a20998-392c-77fd-a219-15979d8b0730', 'There is no such lock'],
    ['/nowhere', 'There is no such page.'],
  ] as const) {
    await page.goto(`${desk.url()}${path}`)
    await says(page.locator('h1'), words)
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'To what waits now' }).click()
    await says(page.locator('h1'), 'Nothing waits.')
  }
  const asked = { headers: { accept: 'text/html' } }
  for (const path of ['/api/v1/nowhere', '/assets/nowhere.js'])
    expect((await fetch(`${desk.url()}${path}`, asked)).headers.get('content-type')).toMatch(
      /^application\/problem\+json/,
    )
  expect((await fetch(`${desk.url()}/nowhere`)).status).toBe(404)
  await leave()
})
