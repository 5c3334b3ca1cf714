import { type ChildProcess, spawn } from 'node:child_process'
import { deferred } from '../words/deferred.ts'
import { field, type JsonRecord, parseRecord } from '../words/record.ts'
import { born, type Effect, type Input, type Step, step } from './child.ts'
import type { Log } from './log.ts'
import type { Spec } from './spec.ts'

/** The line in which a process of ours says that it is ready. */
export interface Ready {
  readonly url: string
  /** Only the gadget has one. */
  readonly face: string | null
}

export interface Listener {
  /** It runs with this process id. */
  launched(pid: number): void
  died(restartsInMs: number): void
}

export interface RunningChild {
  /** The first time it is ready; null when it ended before. */
  readonly ready: Promise<Ready | null>
  /** The end: whether it failed by itself, and with which exit code. */
  readonly gone: Promise<{ readonly failed: boolean; readonly code: number | null }>
  stop(): void
}

/** Runs a process, and again when it dies. It ends when this process ends, in whatever way. */
export function runChild(spec: Spec, log: Log, listener: Listener): RunningChild {
  const ready = deferred<Ready | null>()
  const gone = deferred<{ failed: boolean; code: number | null }>()
  let child = born.child
  let running: ChildProcess | null = null
  let code: number | null = null
  let timer: NodeJS.Timeout | undefined

  const take = (input: Input): void => follow(step(child, input))
  const follow = (next: Step | null): void => {
    if (!next) return
    child = next.child
    clearTimeout(timer)
    const { alarm } = next
    if (alarm) timer = setTimeout(() => take(alarm.input), alarm.ms)
    for (const effect of next.effects) perform(effect)
  }
  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case 'launch':
        running = launch(spec, log, {
          ready(it) {
            ready.resolve(it)
            take({ type: 'ready', at: Date.now() })
          },
          exited(exitCode) {
            code = exitCode
            take({ type: 'exited', at: Date.now(), code: exitCode })
          },
        })
        if (running.pid !== undefined) listener.launched(running.pid)
        return
      case 'close':
        running?.kill('SIGTERM')
        return
      case 'kill':
        running?.kill('SIGKILL')
        return
      case 'died':
        listener.died(effect.restartsIn)
        return
      case 'gone':
        ready.resolve(null)
        gone.resolve({ failed: effect.failed, code })
    }
  }
  follow(born)
  return { ready: ready.promise, gone: gone.promise, stop: () => take({ type: 'stop' }) }
}

/** Our end of its standard input stays open as long as we live; that is how it learns of our end. */
function launch(spec: Spec, log: Log, on: { ready(it: Ready): void; exited(code: number | null): void }): ChildProcess {
  const made = spawn(process.execPath, [spec.script, ...spec.args, '--until-stdin-ends'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // ctrl-C in a terminal reaches a whole group of processes; ours are stopped by us, one after another.
    detached: true,
  })
  let head = ''
  made.stdin.on('error', () => {})
  made.stderr.on('data', (chunk: Buffer) => log.add(chunk))
  made.stdout.on('data', (chunk: Buffer) => {
    log.add(chunk)
    if (head.length > 64_000) return
    head += chunk.toString('utf8')
    const it = readyIn(head, spec.name)
    if (!it) return
    head = ' '.repeat(64_001)
    on.ready(it)
  })
  let isOver = false
  const over = (exitCode: number | null) => {
    if (!isOver) on.exited(exitCode)
    isOver = true
  }
  made.on('error', (error) => {
    log.add(Buffer.from(`${error.message}\n`))
    over(null)
  })
  made.on('close', over)
  return made
}

function readyIn(text: string, name: string): Ready | null {
  const records = text.split('\n').slice(0, -1).map(parseRecord)
  const said = records.find((record): record is JsonRecord => field(record, 'ready') === name) ?? null
  const url = field(said, 'url')
  return url === null ? null : { url, face: field(said, 'face') }
}
