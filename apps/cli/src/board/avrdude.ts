import { spawn } from 'node:child_process'
import { Problem } from '../command/problem.ts'
import { busyAt, notAllowedAt } from './ports.ts'

export interface Flashing {
  readonly port: string
  readonly hex: string
  readonly baud: number
  readonly env: NodeJS.ProcessEnv
  /** Ends it: the board then has half a firmware, and its bootloader still. */
  readonly signal: AbortSignal
  /** Called as each step begins. */
  readonly step: (step: Step) => void
}

export type Step = 'reaching' | 'writing' | 'checking'

/** 28 KB take 8 s at 115,200 baud, and half a minute at 57,600. */
const WITHIN_MS = 120_000
/** Each try waits 5 s for the bootloader. */
const PATIENCE = ['-x', 'attempts=3']
const MOST_SAID = 64_000
const begins = [
  [/writing \d+ bytes/, 'writing'],
  [/verifying flash/, 'checking'],
] as const

/** What avrdude says when it cannot, and what a person does about it; the first that fits. */
const troubles: readonly (readonly [RegExp, (port: string) => Problem])[] = [
  [/permission denied/i, notAllowedAt],
  [/resource busy|device or resource/i, busyAt],
  [
    /can't open device|cannot open port|ser_open/i,
    (port) => failed(`${port} cannot be opened`, 'look whether the board is plugged in, and name its port with --port'),
  ],
  [
    /not in sync|not responding|timeout|unable to open programmer/i,
    (port) =>
      failed(
        `no bootloader answers at ${port}`,
        'look whether it is an UNO and nothing is wired to D0 and D1; for an old bootloader try --baud 57600',
      ),
  ],
  [
    /expected signature/i,
    () => failed('this board has another chip', 'take an Arduino UNO: its chip is the ATmega328P'),
  ],
  [
    /verification (error|mismatch)/i,
    () => failed('the board has not kept what was written', 'try again, with another USB cable; or its flash is worn'),
  ],
]

const failed = (message: string, next: string) => new Problem({ code: 'unavailable', message, next })

const missing = () =>
  new Problem({
    code: 'unavailable',
    message: 'avrdude is not installed',
    next: 'install it: sudo apt-get install -y --no-install-recommends avrdude',
  })

/** Writes a hex file to an UNO by its bootloader, and reads it back. Throws a `Problem` when the board does not have it. */
export function runAvrdude({ port, hex, baud, env, signal, step }: Flashing): Promise<void> {
  const args = [
    '-p',
    'm328p',
    '-c',
    'arduino',
    '-P',
    port,
    '-b',
    String(baud),
    ...PATIENCE,
    '-D',
    '-U',
    `flash:w:${hex}:i`,
  ]
  return new Promise((resolve, reject) => {
    // Its words are looked for: no translation of them.
    const it = spawn('avrdude', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, LC_ALL: 'C' } })
    const deadline = setTimeout(() => it.kill('SIGKILL'), WITHIN_MS)
    const stop = () => it.kill('SIGTERM')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    let said = ''
    const steps = [...begins]
    step('reaching')

    function hear(text: string) {
      said = `${said}${text}`.slice(-MOST_SAID)
      for (let next = steps[0]; next?.[0].test(said); next = steps[0]) {
        steps.shift()
        step(next[1])
      }
    }

    for (const stream of [it.stdout, it.stderr]) stream.setEncoding('utf8').on('data', hear)
    it.on('error', () => reject(missing()))
    it.on('close', (code) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
      if (code === 0) return resolve()
      const trouble = troubles.find(([words]) => words.test(said))
      reject(trouble?.[1](port) ?? failed(`avrdude ended with ${code}: ${lastLineOf(said)}`, 'try again'))
    })
  })
}

const lastLineOf = (text: string) => text.trim().split('\n').at(-1) ?? ''
