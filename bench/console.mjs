import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser } from '../tools/browser.mjs'
import { fillPast } from './lib/past.mjs'
import { api, scratch, startLink } from './lib/processes.mjs'
import { round } from './lib/stats.mjs'

const EVENTS = 100_000
const EVENTS_A_LOCK = 3
const TARGET_MS = 200
const SCREENS = Number(process.env.BENCH_SCREENS ?? 60)
const SCREEN_PX = 3_000
const gates = ['shop', 'shop.production', 'till']
const people = ['ada', 'bo', 'cy']
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']

/** From what somebody did to the next frame in which it is painted, as the browser itself measures it (Event Timing). */
async function watchInteractions(page) {
  await page.evaluate(() => {
    window.slowest = 0
    const note = (list) => {
      for (const { duration, interactionId } of list.getEntries())
        if (interactionId > 0) window.slowest = Math.max(window.slowest, duration)
    }
    new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16, buffered: true })
  })
}

/** The slowest interaction since the last time; 16 ms where all were painted in the frame after. */
async function slowest(page) {
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  return page.evaluate(() => {
    const duration = Math.max(16, window.slowest)
    window.slowest = 0
    return duration
  })
}

/** The longest time between two frames while somebody scrolls: what is felt as a jerk. */
const scrollThrough = (page, screens, px) =>
  page.evaluate(
    async ([count, step]) => {
      let longest = 0
      let last = performance.now()
      for (let screen = 0; screen < count; screen += 1) {
        scrollBy(0, step)
        await new Promise(requestAnimationFrame)
        const now = performance.now()
        longest = Math.max(longest, now - last)
        last = now
      }
      return longest
    },
    [screens, px],
  )

async function signIn(browser, link) {
  const { code } = await api(link, link.tokens.operator, 'POST', '/session-codes')
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${link.url}/#code=${code}`)
  await page.getByText('Live', { exact: true }).waitFor()
  return page
}

async function atHistory(page, link) {
  await page.goto(`${link.url}/history`)
  await page.locator('.event-list .event').first().waitFor()
  await watchInteractions(page)
  const figures = []
  const frame = await scrollThrough(page, SCREENS, SCREEN_PX)
  const drawn = await page.locator('.event-list li').count()
  figures.push([`longest frame of ${SCREENS} screens, ${drawn} rows drawn`, frame])
  await page.evaluate(() => scrollTo(0, 0))
  await page.getByLabel('Outcome').focus()
  await page.keyboard.press('u')
  figures.push(['a filter by a key', await slowest(page)])
  await page.getByLabel('Person').click()
  await page.keyboard.type('ada', { delay: 40 })
  await page.waitForURL(/person=ada/)
  figures.push(['a name that is typed', await slowest(page)])
  await page.getByRole('button', { name: 'Verify…' }).click()
  await page.getByRole('button', { name: 'Verify now' }).click()
  const begun = performance.now()
  await page.getByRole('button', { name: 'Export CSV' }).click()
  await page.getByText('What you know from elsewhere').click()
  figures.push(['presses while the record is verified and exported', await slowest(page)])
  await page.locator('.verdict').waitFor({ timeout: 120_000 })
  const verifiedMs = performance.now() - begun
  return { figures, verifiedMs }
}

const told = (where, figures) =>
  figures.map(([what, ms]) => ({
    ...{ name: `${where}: ${what}`, product: round(ms, 0), unit: 'ms', floor: `${TARGET_MS} ms` },
    ...{ ratio: round(ms / TARGET_MS, 2), target: 1, met: ms < TARGET_MS },
  }))

/** The page of the history in a browser, with 100,000 events. */
export async function consolePages() {
  const { dir, remove } = scratch()
  mkdirSync(dir, { recursive: true })
  const locks = Math.ceil(EVENTS / EVENTS_A_LOCK)
  const kindOf = (place) => ({
    ...{ gate: gates[place % gates.length], pipeline: `pipeline-${place % 40}`, step: 'deploy' },
    by: people[place % people.length],
  })
  await fillPast(join(dir, 'link'), { locks, gates, kindOf })
  const link = await startLink(dir)
  const browser = await chromium.launch({ executablePath: findBrowser(), args: flags })
  try {
    const page = await signIn(browser, link)
    const history = await atHistory(page, link)
    return [
      ...told(`history of ${locks * EVENTS_A_LOCK} events`, history.figures),
      {
        ...{ name: 'verifying them in the browser', product: round(history.verifiedMs / 1_000, 1), unit: 's' },
        ...{ floor: '-', ratio: '-', target: null, met: null },
      },
    ]
  } finally {
    await browser.close()
    await link.stop()
    remove()
  }
}
