import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '../command/problem.ts'

const LOOK_MS = 50
/** What was killed is gone at once, unless the kernel holds it. */
const GONE_WITHIN_MS = 5_000

/** A command and all that it starts, as one group of processes (setsid(2)). */
export interface Group {
  readonly pid: number
  /** How the command ended; what it left behind may still run. */
  readonly ended: Promise<End>
  /** Asks all of them to end, and ends those that have not after that long. Resolves when none is left. */
  stop(graceMs: number): Promise<void>
  /** Ends all of them now. */
  readonly kill: () => void
}

export interface End {
  /** As a shell tells it: 128 and the number of the signal for one that was ended by it. */
  readonly exit: number
}

/** Starts it with our own standard streams. Throws a `Problem` when there is no such command. */
export async function startGroup([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<Group> {
  const child = spawn(program, args, { stdio: 'inherit', detached: true, env })
  const ended = new Promise<End>((resolve) => {
    child.once('exit', (code, signal) => resolve({ exit: code ?? 128 + (signal ? constants.signals[signal] : 0) }))
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(notStarted(program, error)))
  })
  const pid = child.pid ?? 0

  /** Whether anybody is there who got it. */
  function signal(name: NodeJS.Signals | 0): boolean {
    try {
      process.kill(-pid, name)
      return true
    } catch {
      return false
    }
  }

  async function areGone(withinMs: number): Promise<boolean> {
    for (const until = Date.now() + withinMs; Date.now() < until; await pause(LOOK_MS)) if (!signal(0)) return true
    return !signal(0)
  }

  return {
    pid,
    ended,
    async stop(graceMs) {
      signal('SIGTERM')
      if (await areGone(graceMs)) return
      signal('SIGKILL')
      await areGone(GONE_WITHIN_MS)
    },
    kill: () => void signal('SIGKILL'),
  }
}

const notStarted = (program: string, error: Error) =>
  new Problem({
    code: 'not_found',
    message: `${program} cannot be started: ${error.message}`,
    next: 'look whether it is there and may be run; a line of shell needs: sh -c "..."',
  })
