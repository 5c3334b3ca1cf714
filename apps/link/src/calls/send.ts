import { textOf } from '../auth/bounded-body.ts'
import type { Answer, Outgoing } from './integration.ts'
import { isAmong } from './origins.ts'

const DEADLINE_MS = 10_000
const LONGEST_WAIT_MS = 60 * 60_000

interface Sending {
  /** Where this may go. */
  readonly origins: readonly string[]
  readonly closing: AbortSignal
  readonly deadlineMs?: number
}

/** Makes one HTTP call. Throws when there was no answer. */
export type Send = (outgoing: Outgoing, sending: Sending) => Promise<Answer>

/**
 * By `fetch`: to an origin that the operator wrote, without following a redirect, within a deadline, and reading a
 * bounded answer. So nothing that a stranger says makes the link call where it should not.
 */
export const sendByFetch: Send = async (outgoing, { origins, closing, deadlineMs = DEADLINE_MS }) => {
  const { method, url, headers = {}, body } = outgoing
  if (!isAmong(url, origins)) throw new Error('this is not an address to call')
  const ending = new AbortController()
  const end = () => ending.abort(new Error('the link stops'))
  const timer = setTimeout(() => ending.abort(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
  closing.addEventListener('abort', end)
  if (closing.aborted) end()
  try {
    const answer = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: ending.signal,
      ...(body === undefined ? {} : { body }),
    })
    return {
      status: answer.status,
      body: await textOf(answer),
      retryAfterMs: waitOf(answer.headers.get('retry-after')),
    }
  } finally {
    clearTimeout(timer)
    closing.removeEventListener('abort', end)
  }
}

/** Seconds only: a date would have to be believed. RFC 9110, 10.2.3. */
const waitOf = (header: string | null): number | null =>
  header !== null && /^\d{1,9}$/.test(header) ? Math.min(Number(header) * 1_000, LONGEST_WAIT_MS) : null
