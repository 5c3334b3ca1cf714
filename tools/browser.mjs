// Where the browser for the tests is, and how it comes there on Debian.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

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

/** Ubuntu is not Debian here: its chromium package is only a door to the snap store. */
function isDebian() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    const [, id = ''] = /^ID="?([^"\n]*)/m.exec(release) ?? []
    const [, like = ''] = /^ID_LIKE="?([^"\n]*)/m.exec(release) ?? []
    return id === 'debian' || (/\bdebian\b/.test(like) && !/ubuntu/.test(`${id} ${like}`))
  } catch {
    return false
  }
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
  const shell = ['DEBIAN_FRONTEND=noninteractive', 'sh', '-c', script]
  const isRoot = process.getuid?.() === 0
  const done = isRoot
    ? spawnSync('env', shell, { encoding: 'utf8' })
    : spawnSync('sudo', ['-n', 'env', ...shell], { encoding: 'utf8' })
  if (done.status === 0 && findBrowser()) return ''
  // Without sudo there is no output either.
  return [done.stdout, done.stderr, advice].filter(Boolean).join('')
}
