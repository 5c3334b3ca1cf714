import { exitCodes } from '@boss-deployer/protocol'
import { config } from 'zod/mini'
import { type Ending, failed, misused } from './ending.ts'
import { plain } from './plain.ts'
import { print } from './print.ts'
import { readStdin } from './stdin.ts'

/** What a program gets from outside. */
export interface Call {
  readonly payload: unknown
  /** The folder that Concourse names; empty for `check`. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Concourse has aborted the step. */
  readonly signal: AbortSignal
  /** How long a link may be away before a step that needs an answer fails. */
  readonly patienceMs: number
  /** One line for people, in the log of the build. */
  readonly say: (line: string) => void
}

const PATIENCE_MS = 30_000

/** Concourse kills 10 s after its first signal; whoever needs longer than this ends without a last word. */
const LAST_WORD_MS = 3_000

const say = (line: string) => print(2, `${plain(line, 1_000)}\n`)

async function outcome(program: (call: Call) => Promise<Ending>): Promise<Ending> {
  // Until here SIGTERM simply ends the process: nothing was asked yet.
  const read = await readStdin()
  if (!read.ok) return misused(read.error)
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.once(name, () => {
      stop.abort()
      setTimeout(() => process.exit(exitCodes.gaveUp), LAST_WORD_MS).unref()
    })
  }
  const folder = process.argv[2] ?? ''
  return program({ payload: read.value, folder, env: process.env, signal: stop.signal, patienceMs: PATIENCE_MS, say })
}

/** Runs one of the three programs: JSON in, JSON out, words on standard error, and an end that is never 0 by mistake. */
export function run(program: (call: Call) => Promise<Ending>): void {
  process.exitCode = exitCodes.notAllowed
  // Each schema reads one message: compiling it first takes longer than reading.
  config({ jitless: true })
  outcome(program)
    .catch((error: unknown) => failed(exitCodes.notAllowed, error instanceof Error ? error.message : String(error)))
    .then((ending) => {
      if ('answer' in ending) print(1, `${JSON.stringify(ending.answer)}\n`)
      else say(`boss-deployer: ${ending.reason}`)
      process.exit(ending.exit)
    })
    .catch(() => process.exit(exitCodes.notAllowed))
}
