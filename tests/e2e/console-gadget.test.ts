import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './console/desk.ts'
import { findings, overflow, says } from './console/look.ts'

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

const cap = (page: Page, name: 'Big' | 'Green' | 'Red') => page.getByRole('button', { name: `${name} button` })
const status = (page: Page) => page.getByRole('status').last()

async function atGadget(options: Parameters<Desk['visit']>[0] = {}) {
  const visitor = await desk.visit(options)
  await visitor.page.goto(`${desk.url()}/gadget`)
  await cap(visitor.page, 'Big').waitFor()
  return visitor
}

/** A head that has just come up is not answered: a boss presses again. */
const unlocksBy = (press: () => Promise<void>, uuid: string) =>
  expect
    .poll(
      async () => {
        await press()
        return desk.stateOf(uuid)
      },
      { timeout: 15_000 },
    )
    .toBe('unlocked')

describe.each([
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
] as const)('the gadget on a screen at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  test('shows who waits, and a press lets them pass', async () => {
    const { page, complaints, leave } = await atGadget({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
    })
    await says(status(page), 'Nothing waits')
    const uuid = await desk.ask({ pipeline: 'shop', step: 'production' })
    await says(page.locator('.screen'), /Waiting for you.*1 of 1.*shop.*production.*pipeline/)
    await says(status(page), 'Waiting for you: shop / production')
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await unlocksBy(() => cap(page, 'Big').click({ delay: 60 }), uuid)
    await says(page.locator('.gadget-said'), 'Unlocked.')
    expect(complaints).toEqual([])
    await leave()
  })
})

describe('in 3D', () => {
  const look = { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' } as const
  const solid = (page: Page) => page.locator('.solid')

  test('it stands on a desk: its lights tell, and its button is pressed where it is seen', async () => {
    const { page, complaints, leave } = await atGadget(look)
    await page.getByLabel('In 3D').check()
    await page.locator('.solid.is-drawn[data-lights="is-idle"]').waitFor()
    const idle = await solid(page).screenshot()
    const uuid = await desk.ask({ pipeline: 'shop', step: 'production' })
    await page.locator('[data-lights="is-locked"]').waitFor()
    await expect.poll(async () => (await solid(page).screenshot()).equals(idle)).toBe(false)
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
    await unlocksBy(() => cap(page, 'Big').click({ delay: 60 }), uuid)
    const [picture, big] = [await solid(page).boundingBox(), await cap(page, 'Big').boundingBox()]
    expect(big?.width).toBeGreaterThan((picture?.width ?? 0) / 4)
    expect(complaints).toEqual([])
    await leave()
  })

  test('it is flat where its model does not come', async () => {
    const { page, leave } = await atGadget(look)
    await page.route('**/gadget.glb', (route) => route.abort())
    const asked = page.waitForRequest('**/gadget.glb')
    await page.getByLabel('In 3D').check()
    await asked
    await page.locator('.ring').waitFor()
    await cap(page, 'Green').waitFor()
    await leave()
  })
})

test('it can be installed: the browser finds nothing against the manifest', async () => {
  const { page, leave } = await atGadget()
  const devtools = await page.context().newCDPSession(page)
  const { errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  // A private window, which each test has, installs nothing.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
  await leave()
})

test('the keyboard alone unlocks, blocks and returns to default; green and red want to be held', async () => {
  const { page, leave } = await atGadget()
  const uuid = await desk.ask()
  await says(status(page), 'Waiting for you')
  await cap(page, 'Big').focus()
  await unlocksBy(() => page.keyboard.press('Space', { delay: 60 }), uuid)
  await cap(page, 'Red').focus()
  await page.keyboard.press('Enter', { delay: 60 })
  await says(page.locator('.gadget-said'), 'Hold it longer.')
  await page.keyboard.press('Enter', { delay: 1_000 })
  await says(status(page), 'Nothing passes')
  expect(await desk.stateOf(uuid)).toBe('killed')
  await cap(page, 'Big').focus()
  await page.keyboard.press('Space', { delay: 2_000 })
  await says(status(page), 'Nothing waits')
  await cap(page, 'Green').focus()
  await page.keyboard.press('Enter', { delay: 1_000 })
  await says(status(page), 'Everything passes')
  await leave()
})

test('a head that comes up under the finger is not unlocked, nor one that ended', async () => {
  const { page, leave } = await atGadget()
  const first = await desk.ask()
  await says(status(page), 'Waiting for you')
  await page.waitForTimeout(600)
  await cap(page, 'Big').hover()
  await page.mouse.down()
  await desk.operate(`/locks/${first}/reject`, { reason: 'no' })
  const second = await desk.ask({ pipeline: 'till' })
  await says(status(page), 'till')
  await page.mouse.up()
  await says(page.locator('.gadget-said'), /.+/)
  expect([await desk.stateOf(first), await desk.stateOf(second)]).toEqual(['rejected', 'locked'])
  await page.keyboard.press('Tab')
  await desk.stopLink()
  await says(status(page), 'The link is away')
  await cap(page, 'Big').click({ delay: 60 })
  await says(page.locator('.gadget-said'), /.+/)
  await leave()
})
