import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser } from '../tools/browser.mjs'
import { fillPast } from './lib/past.mjs'
import { api, scratch, startLink } from './lib/processes.mjs'
import { round } from './lib/stats.mjs'

const EVENTS = 100_000
const EVENTS_A_LOCK = 3
const QUEUE = 500
const AT_ONCE = 20
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

/** Locks that wait, asked for by one pipeline each; the link takes a few at once. */
async function fillQueue(link, count) {
  for (let done = 0; done < count; done += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, place) => done + place)
    await Promise.all(places.map((place) => api(link, link.tokens.pipeline, 'POST', '/locks', requestOf(place))))
  }
}

const requestOf = (place) => ({
  ...{ request_id: `waits-${place}`, gate: 'shop', pipeline: `pipeline-${place}`, step: 'deploy' },
  context: {
    ...{ message: `Change ${place}: what the customers asked for`, author: 'Ada Lovelace' },
    ...{ diff_url: `https://git.example.com/shop/${place}`, changelog: ['one line', 'another line'] },
  },
})

async function atQueue(page, link) {
  await fillQueue(link, QUEUE)
  await page.goto(link.url)
  await page.locator('.card').first().waitFor()
  await page.getByRole('heading', { name: `Waiting ${QUEUE}` }).waitFor()
  await watchInteractions(page)
  const figures = []
  await page
    .getByRole('button', { name: /^Unlock/ })
    .first()
    .click()
  await page.locator('.outcome').first().waitFor()
  figures.push(['Unlock on the first card', await slowest(page)])
  await page
    .getByRole('button', { name: /^Reject/ })
    .nth(2)
    .click()
  await page.getByRole('dialog').waitFor()
  figures.push(['Reject opens its question', await slowest(page)])
  const more = fillMore(link)
  await page.keyboard.type('not on a Friday', { delay: 40 })
  figures.push(['a reason typed while others ask', await slowest(page)])
  await more
  await page.keyboard.press('Escape')
  const frame = await scrollThrough(page, SCREENS, 600)
  figures.push([`longest frame of ${SCREENS} scrolls`, frame])
  return figures
}

async function fillMore(link) {
  for (let place = QUEUE; place < QUEUE + AT_ONCE; place += 1)
    await api(link, link.tokens.pipeline, 'POST', '/locks', requestOf(place))
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

/** In a browser: the first page while 500 wait, and the page of the history with 100,000 events. */
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
    const queue = await atQueue(page, link)
    const history = await atHistory(page, link)
    return [
      ...told(`${QUEUE} that wait`, queue),
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
