// npm run images: takes the pictures of docs/images from the running product, with a browser. Look at them afterwards.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser, installBrowser } from './browser.mjs'
import { openHouse, root } from './images/house.mjs'
import { pressAndGo } from './images/press-and-go.mjs'
import { firstScreens, looks, screens } from './images/screens.mjs'

const QUALITY = 86
/** Until what moves on arrival stands still. */
const SETTLE_MS = 900

const executablePath = findBrowser()
if (!executablePath) throw new Error(installBrowser() || 'a browser was installed just now: run it again')
const out = join(root, 'docs/images')
mkdirSync(out, { recursive: true })
const wanted = process.argv.slice(2)

/** WebP, which is a tenth of a PNG here. */
async function capture(page, name) {
  const devtools = await page.context().newCDPSession(page)
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  writeFileSync(join(out, `${name}.webp`), Buffer.from(data, 'base64'))
  console.log(`docs/images/${name}.webp`)
}

/** The first operator, who came by the address that `boss up` prints. */
async function joinAs(browser, house) {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(house.set_up)
  await page.getByLabel('Name').fill('Ada Lovelace')
  await page.getByLabel('Email').fill('ada@example.com')
  await page.getByLabel('Password').fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Join' }).click()
  await page.getByText('Live', { exact: true }).waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

/** These screens, in both looks. */
async function take(browser, all, { house, locks, storageState }) {
  for (const { name: look, ...options } of looks) {
    for (const { name, at, prepare, isStranger } of all.filter((screen) => isWanted(screen.name))) {
      const known = isStranger ? {} : { storageState }
      const context = await browser.newContext({ ...options, ...known, reducedMotion: 'reduce' })
      const page = await context.newPage()
      await page.goto(at({ locks, house }))
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(SETTLE_MS)
      await prepare?.(page)
      await page.waitForTimeout(SETTLE_MS)
      await capture(page, `${name}-${look}`)
      await context.close()
    }
  }
}

const isWanted = (name) => wanted.length === 0 || wanted.includes(name)

/** What somebody sees who is new, up to the first operator's first page. */
async function takeFirst(browser, house) {
  const isBefore = (screen) => screen.isBefore === true
  await take(browser, firstScreens.filter(isBefore), { house })
  const storageState = await joinAs(browser, house)
  await take(
    browser,
    firstScreens.filter((screen) => !isBefore(screen)),
    { house, storageState },
  )
}

async function takeAll(browser, house) {
  if (isWanted('press-and-go')) await pressAndGo(browser, house, join(out, 'press-and-go.webp'))
  const storageState = await joinAs(browser, house)
  const locks = await house.fillQueue()
  await take(browser, screens, { house, locks, storageState })
}

const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--disable-background-networking', '--disable-dev-shm-usage'],
})
for (const [takes, isNew] of [
  [takeFirst, true],
  [takeAll, false],
]) {
  const house = await openHouse({ isNew })
  await takes(browser, house).finally(house.close)
}
await browser.close()
