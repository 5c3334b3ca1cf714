import { parse } from '@boss-deployer/protocol'
import * as z from 'zod/mini'

/** How far the anchor is, as the store keeps it for all links. Times are milliseconds since 1970. */
export interface Anchored {
  /** The head that was taken last, and when. */
  readonly sequence: number
  readonly at: number
  /** Tries that failed since, and when the next one is due. */
  readonly failures: number
  readonly retryAt: number
  /** Until then a link is posting. */
  readonly takenUntil: number
}

const schema = z.object({
  sequence: z.int(),
  at: z.int(),
  failures: z.int(),
  retryAt: z.int(),
  takenUntil: z.int(),
})

export const nothingAnchored: Anchored = { sequence: 0, at: 0, failures: 0, retryAt: 0, takenUntil: 0 }

/** What a note says; what is no such note is where it begins: a head is rather posted twice than never. */
export function anchoredOf(text: string | null): Anchored {
  try {
    const parsed = parse(schema, JSON.parse(text ?? ''))
    return parsed.ok ? parsed.value : nothingAnchored
  } catch {
    return nothingAnchored
  }
}

/** Longer than a post may take. */
const TURN_MS = 30_000
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 60 * 60_000

/** Whether a head is to be posted now: it moved, its time has come, and nobody else is at it. */
export const isDue = (
  { sequence, at, retryAt, takenUntil }: Anchored,
  head: number,
  { now, everyMs }: Times,
): boolean => head > sequence && now >= at + everyMs && now >= retryAt && now >= takenUntil

interface Times {
  readonly now: number
  readonly everyMs: number
}

export const taken = (before: Anchored, now: number): Anchored => ({ ...before, takenUntil: now + TURN_MS })

export const delivered = (sequence: number, now: number): Anchored => ({ ...nothingAnchored, sequence, at: now })

/** Tried again later, each time twice as late, at most an hour. */
export const failed = (before: Anchored, now: number): Anchored => ({
  ...before,
  failures: before.failures + 1,
  retryAt: now + Math.min(FIRST_RETRY_MS * 2 ** Math.min(before.failures, 20), LAST_RETRY_MS),
  takenUntil: 0,
})
