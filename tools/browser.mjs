// Where the browser for the tests is, and how it comes there on Debian.
import { delimiter, join } from 'node:path'
import { isDebian, isExecutable, runAsRoot } from './debian.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The browser that the tests drive: CHROMIUM from the environment, else the first Chromium or Chrome found.
 * @returns {string | null} its path
 */
export function findBrowser() {
  const wanted = process.env.CHROMIUM
  if (wanted) return isExecutable(wanted) ? wanted : null
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...places, ...path.flatMap((folder) => names.map((name) => join(folder, name)))]
  return candidates.find(isExecutable) ?? null
}

const script =
  'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core </dev/null'

/** @returns {string} empty when a browser is there now, otherwise what to do by hand */
export function installBrowser() {
  if (process.env.CHROMIUM) return `CHROMIUM=${process.env.CHROMIUM} is not a program that can be run.`
  const byHand = isDebian()
    ? 'sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium'
    : 'install Chromium or Google Chrome, or name one: CHROMIUM=/path/to/chromium npm test'
  const advice = `The tests need a browser and found none. To get one:\n\n  ${byHand}\n`
  if (!isDebian()) return advice
  const said = runAsRoot(script)
  return findBrowser() ? '' : `${said}${advice}`
}
