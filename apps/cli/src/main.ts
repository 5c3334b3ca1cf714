import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '@boss-deployer/protocol'
import { asProblem, runProgram } from './command/program.ts'
import { commands, topics } from './commands/index.ts'
import { makeInput } from './terminal/input.ts'
import { makeOutput, tellError } from './terminal/output.ts'
import { shellWord } from './up/guide.ts'
import { field, parseRecord } from './words/record.ts'

// Until a command has said how it ended it has failed: a loop that runs empty must never look like a claim.
process.exitCode = exitCodes.notAllowed

const { argv, env, stdout, stderr } = process
const home = dirname(dirname(fileURLToPath(import.meta.url)))
const now = () => Date.now()
// What follows `--` is somebody else's command line.
const own = argv.slice(2, argv.includes('--') ? argv.indexOf('--') : undefined)
const out = makeOutput({ stdout, stderr, env, now, isJson: own.includes('--json') })
const interrupted = new AbortController()

function end(code: number): void {
  process.exit(code)
}

/** npm passes a signal on that the terminal has sent already; only a later one means that somebody is impatient. */
function interrupt(): void {
  const IMPATIENT_AFTER_MS = 500
  if (!interrupted.signal.aborted) {
    interrupted.abort()
    setTimeout(() => {
      for (const signal of signals) process.on(signal, () => end(exitCodes.gaveUp))
    }, IMPATIENT_AFTER_MS).unref()
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
for (const signal of signals) process.on(signal, interrupt)

function fail(error: unknown): void {
  const problem = asProblem(error)
  if (env.BOSS_DEBUG && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`)
  if (interrupted.signal.aborted) end(exitCodes.gaveUp)
  tellError(out, problem)
  end(problem.exit)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
// Whoever reads us may go away, such as `boss history | head`: a view then ends, a wait goes on.
stdout.on('error', interrupt)
stderr.on('error', () => {})

const version = field(parseRecord(readFileSync(join(home, 'package.json'), 'utf8')), 'version') ?? ''
const boss = ['node', join(home, 'bin', 'boss.js')].map(shellWord).join(' ')
const input = makeInput(process.stdin, stderr)
const context = { env, out, input, now, boss, apps: dirname(home), signal: interrupted.signal }
const write = (text: string) => void stdout.write(text)
const writeError = (text: string) => void stderr.write(text)

runProgram(commands, argv.slice(2), { context, version, write, writeError, topics }).then(end, fail)
