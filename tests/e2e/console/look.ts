import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

export const card = (page: Page, uuid: string): Locator => page.locator(`article[data-lock="${uuid}"]`)
export const gate = (page: Page, path: string): Locator => page.locator(`li[data-gate="${path}"]`)
export const button = (within: Page | Locator, name: string): Locator =>
  within.getByRole('button', { name: new RegExp(`^${name}\\b`) })
export const dialog = (page: Page): Locator => page.getByRole('dialog')
export const history = (page: Page): Locator => page.getByRole('region', { name: /^History/ })

/** Presses a button once it is off: people can, and are told why. */
export async function pressOff(off: Locator): Promise<void> {
  await expect.poll(() => off.getAttribute('aria-disabled'), { timeout: 15_000 }).toBe('true')
  await off.click({ force: true })
}

/** Waits until a part of the page says this; spaces count once. */
export const says = (part: Locator, text: string | RegExp): Promise<void> => expectText(part, text)

async function expectText(part: Locator, text: string | RegExp): Promise<void> {
  await expect
    .poll(async () => ((await part.first().textContent()) ?? '').replaceAll(/\s+/g, ' '), { timeout: 15_000 })
    .toMatch(typeof text === 'string' ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text)
}

/** The axe rules, all of them: what they find, one line each. */
export async function findings(page: Page): Promise<readonly string[]> {
  // A dialog or a card that is just appearing is not looked at half-way.
  await page.waitForTimeout(150)
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** How far the page is wider than its window: nobody scrolls sideways. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
