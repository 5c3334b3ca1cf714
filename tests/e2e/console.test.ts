import { connectLink } from '@boss-deployer/client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Desk, openDesk } from './console/desk.ts'
import { button, card, dialog, findings, gate, history, overflow, says } from './console/look.ts'

const made = z.object({ token: z.string() })

let desk: Desk

beforeAll(async () => {
  desk = await openDesk()
})
beforeEach(() => desk.clear())
afterAll(() => desk.close())

const change = {
  commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  author: 'Lin Okafor',
  requested_by: 'Mara Voss',
  message: 'Fix the total in the checkout',
  diff_url: 'https://git.example.com/shop/compare/81d1c4e...a1b2c3d',
}

describe('whoever opens the console', () => {
  test('for the first time is shown a line to paste, and what it does', async () => {
    const { page, complaints, leave } = await desk.visit()
    await says(page.locator('main'), 'boss lock --pipeline shop --step deploy')
    await says(page.locator('main'), 'The command waits, as a pipeline would.')
    expect(await findings(page)).toEqual([])
    expect(complaints).toEqual([])
    await leave()
  })

  test('by the printed address is signed in, and the code leaves the address bar and is good once', async () => {
    const address = await desk.address()
    const first = await desk.open(address)
    await first.page.getByText('Live', { exact: true }).waitFor()
    expect(first.page.url()).toBe(`${desk.url()}/`)
    await first.page.reload()
    await first.page.getByText('Live', { exact: true }).waitFor()
    const second = await desk.open(address)
    await says(second.page.locator('main'), 'This address does not count any more.')
    await says(second.page.locator('main'), 'boss console')
    expect(await findings(second.page)).toEqual([])
    await second.leave()
    await first.leave()
  })

  test('without an address is told how to get one, and comes in by pasting it into the same tab', async () => {
    const { page, leave } = await desk.open(desk.url())
    await says(page.locator('main'), 'You are not signed in.')
    await page.goto(await desk.address())
    await page.getByText('Live', { exact: true }).waitFor()
    await leave()
  })

  test('signs out, in every tab at once', async () => {
    const { page, leave } = await desk.visit()
    const other = await page.context().newPage()
    await other.goto(desk.url())
    await other.getByText('Live', { exact: true }).waitFor()
    await button(page, 'Sign out').click()
    await says(page.locator('main'), 'You are signed out.')
    await says(other.locator('main'), 'Your session has ended.')
    await page.reload()
    await says(page.locator('main'), 'You are not signed in.')
    await leave()
  })
})

describe.each([
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const)('at $width px, $colorScheme', ({ width, height, colorScheme }) => {
  const look = { viewport: { width, height }, colorScheme, reducedMotion: 'reduce' } as const

  test('a boss sees what waits, unlocks one, rejects one, and axe finds nothing', async () => {
    const { page, complaints, leave } = await desk.visit(look)
    const first = await desk.ask({ context: change })
    await says(page.locator('h1'), 'One pipeline waits for an answer.')
    await says(page.getByTestId('announcer'), 'shop / deploy waits at root.')
    expect(await page.title()).toBe('(1) Boss Deployer')
    const waiting = card(page, first)
    for (const text of [
      'a1b2c3d4e5',
      'by Lin Okafor',
      'Asked byMara Voss',
      change.message,
      'Diff on git.example.com',
    ]) {
      await says(waiting, text)
    }
    await says(waiting, /Waits \d+ s/)
    await says(waiting, /Expires.*left/)
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)

    await button(waiting, 'Unlock').click()
    await says(waiting, 'Unlocked by operator')
    expect(await desk.stateOf(first)).toBe('unlocked')

    const second = await desk.ask({ step: 'migrate' })
    await button(card(page, second), 'Reject').click()
    expect(await findings(page)).toEqual([])
    await dialog(page).getByLabel('Reason').fill('Not on a Friday')
    await button(dialog(page), 'Reject').click()
    await says(card(page, second), 'Rejected by operator')
    expect(await desk.stateOf(second)).toBe('rejected')
    await says(history(page), /operator rejected shop \/ migrate.*Not on a Friday/)
    expect(complaints).toEqual([])
    await leave()
  })

  test('a boss releases for a time, blocks with a reason, and returns to default', async () => {
    const { page, complaints, leave } = await desk.visit(look)
    const waiting = await desk.ask({ step: 'smoke' })
    const root = gate(page, 'root')
    const grants = [{ role: 'pipeline', gate: 'root' }]
    const { token } = made.parse(await desk.operate('/tokens', { name: `guard-${width}-${colorScheme}`, grants }))
    const guard = connectLink({ url: desk.url(), token, role: 'pipeline', gate: 'root', guards: true })
    await guard.welcome

    await button(root, 'Release').click()
    await says(dialog(page), 'Something waits here')
    await dialog(page).getByLabel('15 min').check()
    await dialog(page).getByLabel('Unlock the lock that waits, too').check()
    expect(await findings(page)).toEqual([])
    await button(dialog(page), 'Release').click()
    await says(root, /Released.*by operator.*until .*1[45] min/)
    await says(page.locator('h1'), 'Everything is released.')
    expect(await desk.stateOf(waiting)).toBe('unlocked')

    await button(root, 'Block').click()
    await says(dialog(page), /Kills \d+ unlocked but not yet claimed\..*Ends the release of root\./)
    await says(dialog(page), 'Stops 1 guarded command that runs now.')
    await says(dialog(page), 'A block needs a reason.')
    await dialog(page).getByLabel('Reason').fill('The payment provider is down')
    expect(await findings(page)).toEqual([])
    await button(dialog(page), 'Block').click()
    await says(root, /Blocked.*The payment provider is down/)
    await says(page.locator('h1'), 'Everything is blocked.')
    expect(await page.title()).toBe('blocked · Boss Deployer')
    expect(await desk.stateOf(waiting)).toBe('killed')
    expect(await findings(page)).toEqual([])
    expect(await overflow(page)).toBe(0)

    await guard.close()
    await button(root, 'Default').click()
    await says(page.locator('h1'), 'Nothing waits.')
    await says(root, /Default/)
    await button(root, 'Block').click()
    await says(dialog(page), 'No guarded command runs now: none is stopped.')
    await page.keyboard.press('Escape')
    expect(complaints).toEqual([])
    await leave()
  })
})
