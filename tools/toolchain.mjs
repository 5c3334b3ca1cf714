// What builds the firmware, tests its core, writes it to a board and checks units of systemd, and how it comes there on Debian.
import { delimiter, join } from 'node:path'
import { isDebian, isExecutable, runAsRoot } from './debian.mjs'

const packages = 'make g++ gcc-avr avr-libc binutils-avr simavr avrdude socat systemd'
const ofLinux = process.platform === 'linux' ? ['systemd-analyze'] : []
const programs = ['make', 'g++', 'avr-g++', 'avr-objcopy', 'simavr', 'avrdude', 'socat', ...ofLinux]

/** @param {string} name */
const isInPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, name)))

export const hasToolchain = () => programs.every(isInPath)

/** @returns {string} empty when all of it is there now, otherwise what to do by hand */
export function installToolchain() {
  const byHand = isDebian()
    ? `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`
    : `install what has ${programs.join(', ')}`
  const advice = `The tests need ${programs.join(', ')}. To get them:\n\n  ${byHand}\n`
  if (!isDebian()) return advice
  const said = runAsRoot(`apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages} </dev/null`)
  return hasToolchain() ? '' : `${said}${advice}`
}
