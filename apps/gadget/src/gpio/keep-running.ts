import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Clock } from '../clock.ts'

const AGAIN_MS = 1_000
const MOST_ENDS = 5
const WINDOW_MS = 60_000
const LONGEST_LINE = 200

/** Counts the ends of a program, or of one program after the other. */
export interface EndLimit {
  /** One more; true when it were too many to start again. */
  isReachedBy(now: number): boolean
}

export function newEndLimit(): EndLimit {
  const ends: number[] = []
  return {
    isReachedBy(now) {
      ends.push(now)
      while ((ends[0] ?? now) < now - WINDOW_MS) ends.shift()
      return ends.length > MOST_ENDS
    },
  }
}

export interface Kept {
  readonly command: readonly [program: string, ...args: string[]]
  readonly clock: Clock
  readonly limit: EndLimit
  readonly onLine: (line: string) => void
  /** It ended by itself: it starts again, or, when that happens too often, `isGivenUp`. */
  readonly onEnd: (end: { readonly why: string; readonly isGivenUp: boolean }) => void
}

/** Whoever does not end when asked is ended. */
const END_WITHIN_MS = 2_000

/** Runs a program and starts it again when it ends. The answer ends it, and resolves when it has. */
export function keepRunning({ command: [program, ...args], clock, limit, onLine, onEnd }: Kept): () => Promise<void> {
  let child: ChildProcessByStdio<null, Readable, Readable> | null = null
  let cancel = () => {}
  let isStopped = false

  function start() {
    const it = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    child = it
    let rest = ''
    let said = ''
    it.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${rest}${text}`.split('\n')
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE)
      for (const line of lines) onLine(line.slice(0, LONGEST_LINE))
    })
    it.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-LONGEST_LINE)
    })
    it.once('error', (error) => ended(error.message))
    it.once('close', (code, signal) => ended(said.trim() || `it ended with ${code ?? signal}`))
  }

  function ended(why: string) {
    if (!child || isStopped) return
    child = null
    const isGivenUp = limit.isReachedBy(clock.now())
    onEnd({ why: `${program}: ${why}`, isGivenUp })
    if (!isGivenUp) cancel = clock.after(AGAIN_MS, start)
  }

  start()
  return () => {
    isStopped = true
    cancel()
    const running = child
    if (!running || running.exitCode !== null || running.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      const giveUp = clock.after(END_WITHIN_MS, () => running.kill('SIGKILL'))
      running.once('close', () => {
        giveUp()
        resolve()
      })
      running.kill('SIGTERM')
    })
  }
}
