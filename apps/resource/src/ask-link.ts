import { type RestClient, type Result, restClient } from '@boss-deployer/client/rest'
import {
  approvedAnswer,
  cancelAnswer,
  claimAnswer,
  errorTable,
  gatesAnswer,
  lockAnswer,
  lockView,
  type WireError,
} from '@boss-deployer/protocol'
import type { Source } from './payload.ts'

const DEADLINE_MS = 10_000

interface AskOptions {
  readonly signal?: AbortSignal
  /** For the next call. Default 10 s. */
  readonly deadlineMs?: () => number
}

/** The calls of the resource, each with the schema of its answer. */
export function linkOf({ url, token }: Source, { signal, deadlineMs = () => DEADLINE_MS }: AskOptions) {
  const rest: RestClient = restClient({ url, token })
  const stop = signal ? { signal } : {}
  const of = (uuid: string, what = '') => `/locks/${encodeURIComponent(uuid)}${what}`
  return {
    gates: () => rest.call('GET', '/gates', { schema: gatesAnswer, deadlineMs: deadlineMs(), ...stop }),
    approved: (gate: string, query: { pipeline?: string; step?: string; since?: string }) =>
      rest.call('GET', `/gates/${encodeURIComponent(gate)}/approved`, {
        query,
        schema: approvedAnswer,
        deadlineMs: deadlineMs(),
        ...stop,
      }),
    ask: (body: object) => rest.call('POST', '/locks', { body, schema: lockAnswer, ...stop }),
    /** The lock as it is; with `wait`, as soon as it is decided. */
    lock: (uuid: string, waitS = 0) =>
      rest.call('GET', of(uuid), {
        query: { wait: `${waitS}s` },
        schema: lockView,
        deadlineMs: DEADLINE_MS + waitS * 1_000,
        ...stop,
      }),
    verify: (uuid: string, body: { gate?: string; commit?: string; maxAge?: number; use?: string }) =>
      rest.call('POST', of(uuid, '/verify'), { body, schema: lockView, ...stop }),
    claim: (uuid: string, body: { gate?: string; commit?: string }) =>
      rest.call('POST', of(uuid, '/claim'), { body, schema: claimAnswer, ...stop }),
    /** Without the signal: this is what an abort sends. */
    cancel: (uuid: string) =>
      rest.call('POST', of(uuid, '/cancel'), { body: {}, schema: cancelAnswer, deadlineMs: 2_000 }),
  }
}

export type AskLink = ReturnType<typeof linkOf>

/** A fixed answer of the link, or one that may be another a little later. `not_approved` is fixed: it says how it stands. */
const mayPass = ({ code }: WireError) => errorTable[code].isRetryable && code !== 'not_approved'

/** Asks again while the link is away, so that its restart fails no build. Only for what may be asked twice. */
export async function patiently<T>(
  call: () => Promise<Result<T, WireError>>,
  { forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<Result<T, WireError>> {
  const until = performance.now() + forMs
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    const result = await call()
    if (result.ok || !mayPass(result.error) || signal.aborted) return result
    const leftMs = until - performance.now()
    if (leftMs <= 0) return result
    await pause(Math.min(pauseMs, leftMs), signal)
  }
}

/** Ends after that many milliseconds, or with the abort. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
