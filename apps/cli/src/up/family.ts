import { join } from 'node:path'
import { exitCodes } from '@boss-deployer/protocol'
import { Problem, wrongUsage } from '../command/problem.ts'
import type { Hold, Running } from './hold.ts'
import { type Log, openLog } from './log.ts'
import { type Ready, type RunningChild, runChild } from './run-child.ts'
import type { Spec } from './spec.ts'
import type { Part, Teller } from './teller.ts'

const STOP_ORDER = ['gadget', 'server', 'link'] as const satisfies readonly Part[]

export type Family = ReturnType<typeof makeFamily>

/** The children of one holder. */
export function makeFamily(data: string, hold: Hold, tell: Teller) {
  const children = new Map<Part, RunningChild>()
  const pids = new Map<Part, number>()
  let running: Running = {}
  let isStopping = false
  let fail: (problem: Problem) => void = () => {}
  const failed = new Promise<Problem>((resolve) => {
    fail = resolve
  })
  const note = (more: Running = {}) => {
    running = { ...running, ...more }
    hold.note(running, [...pids.values()])
  }
  return {
    failed,
    note,
    async start(spec: Spec): Promise<Ready> {
      const { name } = spec
      if (isStopping) throw stopped()
      const log = openLog(join(data, 'logs', `${name}.log`))
      tell.starting(name)
      const child = runChild(spec, log, {
        launched(pid) {
          pids.set(name, pid)
          note()
        },
        died: (restartsInMs) => tell.died(name, log.lastLines(), restartsInMs),
      })
      children.set(name, child)
      void child.gone.then((end) => {
        if (end.failed) fail(gaveUp(name, log, end.code))
      })
      const ready = await child.ready
      if (!ready) throw gaveUp(name, log, (await child.gone).code)
      tell.ready(name, ready.face ?? ready.url)
      return ready
    },
    /** Stops some, or all and for good: those that need others before those. */
    async stop(...parts: Part[]): Promise<void> {
      if (parts.length === 0) isStopping = true
      for (const name of STOP_ORDER) {
        const child = children.get(name)
        if (!child || (parts.length > 0 && !parts.includes(name))) continue
        child.stop()
        await child.gone
      }
    },
  }
}

/** Somebody wants to end what is only beginning. */
export const stopped = () => wrongUsage('the start was stopped', 'start again when you like')

/** A part that will not run: its own words say why. */
function gaveUp(name: Part, log: Log, code: number | null): Problem {
  const said = log.lastLines().join(' | ')
  const how = code === null ? 'was killed' : `ended with ${code}`
  return new Problem({
    code: code === exitCodes.usage ? 'invalid_message' : 'internal',
    message: `the ${name} ${how}${said ? `: ${said}` : ''}`,
    next: `read ${log.path}, then start again`,
  })
}
