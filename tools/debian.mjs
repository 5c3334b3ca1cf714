// What the tools know about programs of the system and how Debian installs them.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'

/** @param {string} path */
export const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Ubuntu is not Debian here: its chromium package is only a door to the snap store. */
export function isDebian() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    const [, id = ''] = /^ID="?([^"\n]*)/m.exec(release) ?? []
    const [, like = ''] = /^ID_LIKE="?([^"\n]*)/m.exec(release) ?? []
    return id === 'debian' || (/\bdebian\b/.test(like) && !/ubuntu/.test(`${id} ${like}`))
  } catch {
    return false
  }
}

/**
 * Runs a line of shell as root: as it is, or by sudo where that asks for no password.
 * @param {string} script
 * @returns {string} what it printed; empty without sudo
 */
export function runAsRoot(script) {
  const shell = ['DEBIAN_FRONTEND=noninteractive', 'sh', '-c', script]
  const done =
    process.getuid?.() === 0
      ? spawnSync('env', shell, { encoding: 'utf8' })
      : spawnSync('sudo', ['-n', 'env', ...shell], { encoding: 'utf8' })
  return done.status === 0 ? '' : [done.stdout, done.stderr].filter(Boolean).join('')
}
