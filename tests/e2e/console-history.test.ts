import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './console/desk.ts'
import { button, findings, overflow, says } from './console/look.ts'

let desk: Desk
const hostile = '<img src=x onerror=alert(1)>\u202e'

/** One lock unlocked, one rejected, one killed by a block; and one with a name that wants to be more than a name. */
beforeAll(async () => {
  desk = await openDesk()
  await desk.operate('/gates', { gate: 'till' })
  const yes = await desk.ask({ pipeline: 'shop' })
  await desk.operate(`/locks/${yes}/unlock`, { note: 'go on' })
  const no = await desk.ask({ pipeline: 'till', gate: 'till' })
  await desk.operate(`/locks/${no}/reject`, { reason: 'too late today' })
  await desk.ask({ pipeline: hostile, gate: 'till' })
  await desk.operate('/gates/till/status', { status: 'blocked', reason: 'fire' })
  await desk.operate('/gates/till/status', { status: 'default' })
})
afterAll(() => desk.close())

const list = (page: Page) => page.locator('.event-list')

async function visit(path: string, options: Parameters<Desk['visit']>[0]) {
  const visitor = await desk.visit(options)
  await visitor.page.goto(`${desk.url()}${path}`)
  return visitor
}

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce', acceptDownloads: true } as const

  test('the history is looked up by an address, exported as it is looked up, and verified', async () => {
    const { page, complaints, leave } = await visit('/history?gate=till&outcome=rejected', look)
    await says(list(page), 'rejected till / deploy')
    await says(list(page), 'too late today')
    expect(await list(page).locator('.event').count()).toBe(1)

    const download = page.waitForEvent('download')
    await button(page, 'Export CSV').click()
    const csv = await readFile(await (await download).path(), 'utf8')
    expect(csv.split('\n').filter(Boolean)).toHaveLength(2)
    expect(csv).toContain('too late today')

    await page.getByLabel('Outcome').selectOption('killed')
    await says(list(page), 'blocked till, which killed 1 lock')
    expect(new URL(page.url()).search).toBe('?gate=till&outcome=killed')
    await page.getByLabel('Person').fill('nobody')
    await says(page.locator('main'), 'Nothing happened that these filters let through.')
    await button(page, 'Clear').click()
    await says(list(page), '<img src=x onerror=alert(1)>')
    await says(page.locator('main'), 'The history begins here.')

    await button(page, 'Verify').click()
    await page.keyboard.press('Tab')
    await button(page, 'Verify now').press('Enter')
    await says(page.locator('.verdict'), /Whole: \d+ events, each chained to the one before/)
    await says(page.locator('.verdict'), 'Whether newer events were cut off')
    await page.getByText('What you know from elsewhere').click()
    await page.getByLabel('Earlier head').fill(`1:${'0'.repeat(64)}`)
    await button(page, 'Verify now').click()
    await says(page.locator('.verdict'), 'Broken at event 1.')
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(complaints).toEqual([])
    await leave()
  })

  test('the numbers say what was decided, as plots and as tables', async () => {
    const { page, complaints, leave } = await visit('/numbers?days=7', look)
    await says(page.locator('.figures'), /Decisions ?3 ?1 unlocked by a person/)
    const table = page.getByRole('table', { name: 'Decisions by outcome' })
    await says(table, 'Unlocked1Rejected1Killed by a block1')
    await says(page.locator('main'), 'Monday to Friday, 9:00 to 18:00')
    await button(page.getByRole('figure', { name: 'Time blocked' }), 'As a table').click()
    await says(page.getByRole('table', { name: 'Time blocked' }), 'till')
    await page.getByLabel('90 days').check()
    await expect.poll(() => new URL(page.url()).search).toBe('?days=90')
    await page.locator('select').first().selectOption('till')
    await says(page.locator('.figures'), /Decisions ?2 ?0 unlocked by a person/)
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    expect(complaints).toEqual([])
    await leave()
  })
})

test('in Spanish both speak Spanish', async () => {
  const { page, leave } = await desk.open(await desk.address(), { locale: 'es-ES' })
  await page.getByText('En directo', { exact: true }).waitFor()
  await page.goto(`${desk.url()}/history`)
  await says(page.locator('h1'), 'Historial')
  await says(page.locator('main'), 'Aquí empieza el historial.')
  await page.goto(`${desk.url()}/numbers`)
  await says(page.locator('main'), 'de lunes a viernes')
  await leave()
})
