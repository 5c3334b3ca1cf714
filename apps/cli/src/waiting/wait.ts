import type { Progress, Waited, WaitFor } from '@boss-deployer/client'
import { toWire } from '@boss-deployer/protocol'
import type { Context } from '../command/command.ts'
import { duration } from '../command/param.ts'
import { problemOf } from '../command/problem.ts'
import type { Address } from '../link/address.ts'
import { tellError } from '../terminal/output.ts'
import { line } from '../terminal/style.ts'
import { readRunning } from '../up/hold.ts'
import { type Asked, askedLine, keyOf, lastLines, waitingLine } from './lines.ts'

/** How long a wait may take. */
export const patience = {
  timeout: duration('--timeout <for>', 'give up after that long, such as 30m; this cancels the lock'),
  lostAfter: duration('--lost-after <for>', 'how long the link may be out of reach (default 10m)'),
}

interface Wait {
  readonly address: Address
  readonly what: WaitFor
  readonly timeoutMs: number | undefined
  readonly lostAfterMs: number | undefined
}

const TICK_MS = 1_000

/** Waits for a lock and claims it, telling how it stands. The answer is the exit code; 0 is a stored claim. */
export async function waitHere(context: Context, wait: Wait): Promise<number> {
  const { waited, exit } = await waitFor(context, wait)
  tellEnd(context, waited, exit, (document) => context.out.answer(document, []))
  return exit
}

/** As `waitHere`, for one who goes on: standard output stays free. */
export async function waitAside(context: Context, wait: Wait): Promise<{ waited: Waited; exit: number }> {
  const end = await waitFor(context, wait)
  tellEnd(context, end.waited, end.exit, (document) => context.out.tell(document, line``))
  return end
}

async function waitFor(context: Context, wait: Wait): Promise<{ waited: Waited; exit: number }> {
  const { out, signal } = context
  // The socket is loaded here and not at the top: no other command needs it.
  const { connectLink, exitOf, waitForLock } = await import('@boss-deployer/client')
  const { what, address } = wait
  const asked: Asked = { face: faceOf(address) }
  await using link = connectLink({ url: address.url, token: address.token, role: 'pipeline' })
  using teller = tellProgress(context, asked)
  const waited = await waitForLock(link, what, {
    signal,
    ...(wait.timeoutMs === undefined ? {} : { timeoutMs: wait.timeoutMs }),
    ...(wait.lostAfterMs === undefined ? {} : { lostAfterMs: wait.lostAfterMs }),
    onProgress: (progress) => teller.take(progress),
  })
  const exit = exitOf(waited)
  if (waited.outcome === 'refused') tellError(out, problemOf(waited.error))
  return { waited, exit }
}

/** The face of the gadget that runs on this machine, when it belongs to the link that is asked. */
function faceOf({ data, url }: Address): string | null {
  const running = readRunning(data)
  return running?.link === url ? (running.face ?? null) : null
}

function tellProgress({ out, now }: Context, asked: Asked) {
  const startedAt = now()
  let last: Progress = {
    ...{ connection: 'connected', uuid: null, gate: null, place: null },
    ...{ votes: 0, needed: 1, waitedMs: 0 },
  } as const
  const show = () => {
    const progress = { ...last, waitedMs: now() - startedAt }
    const { face } = asked
    out.live(keyOf(last), { waiting: toWire({ ...progress, face }) }, waitingLine(out.errorStyle, progress, asked))
  }
  const timer = setInterval(show, TICK_MS)
  return {
    take(progress: Progress) {
      const { uuid, gate } = progress
      const isNew = uuid !== null && last.uuid === null
      last = progress
      if (isNew) out.tell({ asked: { uuid, gate } }, askedLine(out.errorStyle, { uuid, gate }))
      show()
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function tellEnd({ out }: Context, waited: Waited, exit: number, answer: (document: object) => void): void {
  const { outcome, uuid, by, note, lock, error } = waited
  const waitedMs = Math.round(waited.waitedMs)
  const claimedAt = outcome === 'passed' ? waited.claimedAt : null
  const gate = lock?.gate ?? null
  const document = toWire({ outcome, uuid, gate, by, note, waitedMs, claimedAt, exit, error })
  if (out.isJson) answer(document)
  else if (outcome !== 'refused') for (const it of lastLines(out.errorStyle, waited)) out.tell({}, it)
}
