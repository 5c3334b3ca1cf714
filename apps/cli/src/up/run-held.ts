import { exitCodes } from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import type { Problem } from '../command/problem.ts'
import { line } from '../terminal/style.ts'
import { takeHold } from './hold.ts'
import type { Started, Wishes } from './start-on-ports.ts'
import type { Teller } from './teller.ts'

/** What holds a folder and runs until it is stopped. */
export interface Held<T extends Started> {
  readonly data: string
  /** What to say when the folder is held by that process. */
  readonly heldBy: (pid: number) => Problem
  readonly start: (wishes: Wishes) => Promise<T>
  /** Tells that it runs, and since how many milliseconds it was awaited. */
  readonly ready: (it: T, tookMs: number) => Promise<void> | void
}

/** Starts it, and stops it on ctrl-C; answers the exit code. Throws when a part is given up. */
export async function runHeld<T extends Started>(context: Context, held: Held<T>): Promise<number> {
  const startedAt = context.now()
  const taken = await takeHold(held.data)
  if ('heldBy' in taken) throw held.heldBy(taken.heldBy)
  try {
    const it = await held.start({ hold: taken.hold, tell: tellerOf(context), signal: context.signal })
    return await untilOver(context, it, () => held.ready(it, context.now() - startedAt))
  } catch (error) {
    if (context.signal.aborted) return exitCodes.passed
    throw error
  } finally {
    taken.hold.release()
  }
}

async function untilOver(context: Context, it: Started, ready: () => Promise<void> | void): Promise<number> {
  const { signal, out } = context
  const asked = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null))
  })
  try {
    await ready()
    const problem = await Promise.race([it.failed, asked])
    if (problem) throw problem
    return exitCodes.passed
  } finally {
    out.tell({ stopping: true }, line`${out.errorStyle.dim('stopping ...')}`)
    await it.stop()
    out.tell({ stopped: true }, line`stopped; the data is kept`)
  }
}

function tellerOf({ out }: Context): Teller {
  const style = out.errorStyle
  const steps = { link: 'starting the link', server: 'starting the server', gadget: 'starting the gadget' }
  return {
    portTaken: (port, wanted, got) =>
      out.tell(
        { port_taken: { for: port, wanted, got } },
        line`${style.yellow('note')}  port ${wanted} is taken: the ${port} is on ${got}`,
      ),
    starting: (part) => out.tell({ starting: part }, line`${style.dim(`...   ${steps[part]}`)}`),
    ready: (part, url) => out.tell({ ready: part, url }, line`${style.green('ok')}    the ${part} runs at ${url}`),
    died: (part, lastLines, restartsInMs) => {
      const head = line`${style.red('died')}  the ${part}; it starts again in ${restartsInMs / 1_000} s. It said last:`
      out.tell({ died: part, last_lines: lastLines, restarts_in_ms: restartsInMs }, head)
      if (!out.isJson) for (const said of lastLines) out.tell({}, line`      ${style.dim(said)}`)
    },
  }
}
