import { setTimeout as pause } from 'node:timers/promises'
import type { Link } from '@boss-deployer/client'
import { exitCodes } from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import { problemOf } from '../command/problem.ts'
import type { Address } from '../link/address.ts'
import { type Line, line } from '../terminal/style.ts'
import { type Group, startGroup } from './group.ts'
import { watchGate } from './watch-gate.ts'

export interface Guarded {
  readonly address: Address
  readonly gate: string
  /** The lock under which it runs; null: only the gate is watched. */
  readonly uuid: string | null
  readonly command: readonly string[]
  readonly graceMs: number
  /** What becomes of the command when the link stays away that long. */
  readonly onLost: 'keep' | 'stop'
  readonly lostAfterMs: number
}

/** Why it is stopped, and how we end then. */
interface Stop {
  readonly told: object
  readonly said: Line
  readonly exit: number
}

const TELL_MS = 5_000
const AGAIN_MS = 500
/** What became of it is told for so long, when the link is away. */
const REPORT_MS = 10_000

/** Runs the command as long as its gate is not blocked. The answer is its exit code, or ours when it was stopped. */
export async function guard(context: Context, guarded: Guarded): Promise<number> {
  const { address, gate } = guarded
  const { connectLink } = await import('@boss-deployer/client')
  await using link = connectLink({ url: address.url, token: address.token, role: 'pipeline', gate, guards: true })
  const tell = teller(link, guarded)
  const { out } = context
  if (!(await mayBegin(context, guarded, tell))) {
    out.tell({ blocked: { gate } }, line`${out.errorStyle.red('blocked')}  gate ${gate}: nothing was started`)
    await tell('ended')
    return exitCodes.notAllowed
  }
  const group = await startGroup(guarded.command, context.env).catch(async (error: unknown) => {
    await tell('ended')
    throw error
  })
  // Awaited here: the link is closed when this function is left.
  return await superviseUntilEnd(context, { guarded, link, tell, group })
}

const teller =
  (link: Link, { gate, uuid }: Guarded) =>
  (state: 'running' | 'stopping' | 'ended') =>
    link.send('guard', { gate, state, ...(uuid === null ? {} : { uuid }) }, TELL_MS)
type Tell = ReturnType<typeof teller>

/** Nothing is started before the link has stored that it runs, nor while the gate is blocked. */
async function mayBegin({ now, signal }: Context, { lostAfterMs }: Guarded, tell: Tell): Promise<boolean> {
  const until = now() + lostAfterMs
  for (;;) {
    const begun = await tell('running')
    if (begun.ok) return begun.value.effective !== 'blocked'
    if (begun.error.code !== 'unavailable' || now() >= until || signal.aborted) throw problemOf(begun.error)
    await pause(AGAIN_MS)
  }
}

interface Supervised {
  readonly guarded: Guarded
  readonly link: Link
  readonly tell: Tell
  readonly group: Group
}

async function superviseUntilEnd(context: Context, { guarded, link, tell, group }: Supervised): Promise<number> {
  const { out } = context
  // Whatever ends us ends it: nothing runs that nobody can stop.
  process.once('exit', group.kill)
  const first = await Promise.race([group.ended, stopOf(context, guarded, link)])
  const isStopped = 'said' in first
  if (isStopped) {
    out.tell(first.told, first.said)
    void tell('stopping')
    await group.stop(guarded.graceMs)
  }
  process.removeListener('exit', group.kill)
  const outcome = isStopped ? 'stopped' : first.exit === 0 ? 'succeeded' : 'failed'
  const isTold = await report(context, async () => {
    const { uuid } = guarded
    const done = uuid === null || (await link.send('done', { uuid, outcome, exitCode: first.exit }, TELL_MS)).ok
    return done && (await tell('ended')).ok
  })
  if (!isTold)
    out.tell({ untold: outcome }, line`${out.errorStyle.yellow('note')}  the link does not know how it ended`)
  if (isStopped) out.tell({ stopped: true }, line`stopped; nothing of it is left`)
  return first.exit
}

/** Resolves when the command has to end; never, as long as it need not. */
function stopOf({ out, signal }: Context, { gate, onLost, lostAfterMs }: Guarded, link: Link): Promise<Stop> {
  const { red, yellow } = out.errorStyle
  return new Promise((resolve) => {
    let patience: NodeJS.Timeout | undefined
    watchGate({
      link,
      gate,
      onBlocked: ({ by, reason }) =>
        resolve({
          told: { blocked: { gate, by, reason } },
          said: line`${red('blocked')}  gate ${gate}, by ${by}${reason === null ? line`` : line`: ${reason}`}; stopping the command`,
          exit: exitCodes.notAllowed,
        }),
      onLost() {
        const becomes = onLost === 'keep' ? 'the command goes on' : 'the command is stopped if it stays away'
        out.tell({ lost: { onLost } }, line`${yellow('lost')}     the link is out of reach: ${becomes}`)
        const stop = {
          told: { stopping: 'lost' },
          said: line`${red('lost')}     the link stayed away; stopping the command`,
          exit: exitCodes.unreachable,
        }
        if (onLost === 'stop') patience ??= setTimeout(() => resolve(stop), lostAfterMs)
      },
      onBack() {
        clearTimeout(patience)
        patience = undefined
      },
    })
    const interrupt = () =>
      resolve({ told: { stopping: 'interrupted' }, said: line`stopping the command`, exit: exitCodes.gaveUp })
    if (signal.aborted) interrupt()
    signal.addEventListener('abort', interrupt)
  })
}

async function report({ now }: Context, attempt: () => Promise<boolean>): Promise<boolean> {
  const until = now() + REPORT_MS
  for (;;) {
    if (await attempt()) return true
    if (now() >= until) return false
    await pause(AGAIN_MS)
  }
}
