import type { DeviceAnswer } from '@boss-deployer/client/rest'
import { exitCodes } from '@boss-deployer/protocol'
import { Problem } from '../command/problem.ts'

/** How fast the link may be asked, whatever it says itself. */
const BOUNDS_MS = { least: 1_000, most: 60_000 } as const
/** RFC 8628, section 3.5: so much slower for good after each `slow_down`. */
const SLOWER_BY_MS = 5_000
/** So many answers in a row that are none, each asked for twice as late as the one before. */
const MAX_AWAY = 6
/** However long the link says that its code is good. */
const LONGEST_MS = 30 * 60_000

export interface Polling {
  /** Asks once; its answer comes within that time. */
  readonly ask: (withinMs: number) => Promise<DeviceAnswer>
  readonly wait: (ms: number) => Promise<void>
  /** Milliseconds; never goes back. */
  readonly now: () => number
}

/** One question takes that long at most. */
export const ASK_WITHIN_MS = 10_000

interface Terms {
  readonly expiresInMs: number
  readonly intervalMs: number
}

const bounded = (ms: number) => Math.min(Math.max(ms, BOUNDS_MS.least), BOUNDS_MS.most)

/**
 * Asks until somebody approved the code; the answer is the session's token. Throws a `Problem` where somebody said no, the code
 * has ended, the link refuses, or was away for too long.
 */
export async function pollForToken({ ask, wait, now }: Polling, terms: Terms): Promise<string> {
  const endsAt = now() + Math.min(terms.expiresInMs, LONGEST_MS)
  let intervalMs = bounded(terms.intervalMs)
  let away = 0
  for (;;) {
    await wait(Math.min(bounded(intervalMs * 2 ** away), Math.max(0, endsAt - now())))
    const leftMs = endsAt - now()
    if (leftMs <= 0) throw ended()
    const answer = await ask(Math.min(ASK_WITHIN_MS, leftMs))
    switch (answer.is) {
      case 'signed-in':
        return answer.token
      case 'pending':
        away = 0
        break
      case 'slow-down':
        away = 0
        intervalMs = bounded(intervalMs + SLOWER_BY_MS)
        break
      case 'expired':
        throw ended()
      case 'denied':
        throw denied()
      case 'refused':
        throw new Problem({ ...answer.error, next: 'begin anew: boss login' })
      case 'away':
        away += 1
        if (away === MAX_AWAY) throw lost(answer.error.message)
    }
  }
}

const ended = () =>
  new Problem({
    code: 'unauthenticated',
    message: 'nobody approved the code in time',
    next: 'begin anew: boss login',
    exit: exitCodes.expired,
  })

const denied = () =>
  new Problem({
    code: 'forbidden',
    message: 'somebody said no to this code',
    next: 'begin anew and compare the code before you say yes: boss login',
    exit: exitCodes.rejected,
  })

const lost = (message: string) =>
  new Problem({
    code: 'unavailable',
    message: `the link did not answer ${MAX_AWAY} times: ${message}`,
    next: 'check the address and that the link runs, then begin anew: boss login',
    exit: exitCodes.unreachable,
  })
