import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url))
export const script = fileURLToPath(new URL('../../../apps/cli/bin/boss.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** One `boss`, as a user starts it: its own process, no terminal. */
export interface Boss extends AsyncDisposable {
  readonly pid: number
  readonly said: { readonly out: string; readonly err: string }
  /** The first match in what it said on stdout or stderr. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
  readonly ended: Promise<Ended>
}

interface Surroundings {
  /** Piped in; without it there is no standard input. */
  readonly input?: string
  readonly cwd?: string
}

const quiet = { BOSS_URL: undefined, BOSS_TOKEN: undefined, BOSS_DATA: undefined, NO_COLOR: '1' }

/** Starts `boss` with these arguments; what a test leaves running is killed with it. */
export function startBoss(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { input, cwd }: Surroundings = {},
): Boss {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...quiet, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(input)
  const said = { out: '', err: '' }
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  let isOver = false
  const ended = once(child, 'close').then(([code]): Ended => {
    isOver = true
    return { code: typeof code === 'number' ? code : null, ...said }
  })
  return {
    pid: child.pid ?? 0,
    said,
    ended,
    async says(pattern) {
      const find = () => pattern.exec(said.out) ?? pattern.exec(said.err)
      const found = await until(`"boss ${args.join(' ')}" says ${pattern}`, () => find() ?? isOver)
      if (found === true) throw new Error(`it ended and never said ${pattern}:\n${said.out}${said.err}`)
      return found
    },
    signal: (name) => void child.kill(name),
    async [Symbol.asyncDispose]() {
      if (!isOver) child.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs `boss` to its end. */
export const boss = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => startBoss(args, env).ended
