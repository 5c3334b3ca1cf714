import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const firmwareFolder = fileURLToPath(new URL('../../../../firmware/', import.meta.url))

const packageOf = { make: 'make', 'g++': 'g++', 'avr-g++': 'gcc-avr avr-libc binutils-avr', simavr: 'simavr' } as const

/** Throws with the line that installs what is missing. */
export function needTools(names: readonly (keyof typeof packageOf)[]): void {
  const missing = names.filter((name) => spawnSync(name, ['--version']).error)
  if (missing.length === 0) return
  const packages = missing.map((name) => packageOf[name]).join(' ')
  throw new Error(
    `The firmware needs ${missing.join(', ')}: sudo apt-get install -y --no-install-recommends ${packages}`,
  )
}

/** Runs `make` in `firmware/` and gives what it printed; throws with that where it fails. */
export function makeFirmware(target: string, settings: readonly string[] = []): Promise<string> {
  needTools(['make', target === 'all' ? 'avr-g++' : 'g++'])
  return new Promise((resolve, reject) => {
    const made = spawn('make', ['--no-print-directory', '-j2', target, ...settings], { cwd: firmwareFolder })
    let text = ''
    for (const stream of [made.stdout, made.stderr]) stream.on('data', (part) => (text += String(part)))
    made.on('error', reject)
    made.on('close', (code) => (code === 0 ? resolve(text) : reject(new Error(`make ${target}\n${text}`))))
  })
}
