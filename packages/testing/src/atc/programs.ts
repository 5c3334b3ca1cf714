import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** Concourse's own grace: first SIGTERM, and SIGKILL this much later. */
export const GRACE_MS = 10_000

export interface Invocation {
  readonly program: 'check' | 'in' | 'out'
  /** The first argument of `in` and `out`. */
  readonly folder?: string
  readonly payload: object
  readonly env: Readonly<Record<string, string>>
}

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that runs. */
export interface Running {
  readonly exit: Promise<Exit>
  /** SIGTERM now, SIGKILL after the grace. */
  stop(): void
  /** SIGKILL now. */
  kill(): void
  /** Ends when it has said this on standard error, or has ended. */
  said(words: string): Promise<void>
}

/** The three programs of a resource type. */
export interface Programs {
  /** Tells types apart in the cache. */
  readonly name: string
  start(invocation: Invocation, after: After): Running
}

export type After = (ms: number, run: () => void) => () => void

/** Runs `check`, `in` and `out` of a folder as processes, as a worker would. */
export function programsIn(folder: string): Programs {
  return {
    name: folder,
    start({ program, folder: argument, payload, env }, after) {
      const child = spawn(join(folder, program), argument === undefined ? [] : [argument], {
        env: { PATH: process.env.PATH ?? '', ...env },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      // A program that ends before it has read its input is no fault of ours.
      child.stdin.on('error', () => {})
      child.stdin.end(JSON.stringify(payload))
      return runningChild(child, after)
    },
  }
}

function runningChild(child: ChildProcess, after: After): Running {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const listeners = new Set<() => void>()
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    for (const listener of listeners) listener()
  })
  let callOff = () => {}
  const exit = new Promise<Exit>((resolve) => {
    child.on('error', (error) => resolve({ code: null, stdout: '', stderr: error.message }))
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  void exit.then(() => callOff())
  return {
    exit,
    stop() {
      child.kill('SIGTERM')
      callOff = after(GRACE_MS, () => child.kill('SIGKILL'))
    },
    kill: () => void child.kill('SIGKILL'),
    async said(words) {
      const heard = new Promise<void>((resolve) => {
        const look = () => void (stderr.includes(words) && resolve())
        listeners.add(look)
        look()
      })
      await Promise.race([heard, exit])
    },
  }
}

/** A scripted program: answers what it would print, or throws what it would complain of. */
export type Script = (invocation: Invocation & { readonly signal: AbortSignal }) => unknown

/** Programs that are functions of the test, and no processes. What is left out prints nothing new. */
export function scripted(name: string, scripts: Partial<Record<Invocation['program'], Script>>): Programs {
  const standard: Readonly<Record<Invocation['program'], Script>> = {
    check: ({ payload }) => ('version' in payload ? [payload.version] : []),
    in: ({ payload }) => ('version' in payload ? { version: payload.version } : {}),
    out: () => ({}),
  }
  return {
    name,
    start(invocation, after) {
      const stop = new AbortController()
      let kill: (exit: Exit) => void = () => {}
      const killed = new Promise<Exit>((resolve) => {
        kill = resolve
      })
      const script = scripts[invocation.program] ?? standard[invocation.program]
      const ran = Promise.resolve()
        .then(() => script({ ...invocation, signal: stop.signal }))
        .then(
          (answer): Exit => ({ code: 0, stdout: answer === undefined ? '' : JSON.stringify(answer), stderr: '' }),
          (error: unknown): Exit => ({ code: 1, stdout: '', stderr: String(error) }),
        )
      const end = () => kill({ code: null, stdout: '', stderr: '' })
      return {
        exit: Promise.race([ran, killed]),
        stop() {
          stop.abort()
          const callOff = after(GRACE_MS, end)
          void ran.then(callOff)
        },
        kill: end,
        said: async () => {},
      }
    },
  }
}
