import type { Result } from '@boss-deployer/gate'
import { API, isErrorCode, parse, type WireError } from '@boss-deployer/protocol'

type AnswerSchema = Parameters<typeof parse>[0]
type Parsed<S extends AnswerSchema> = Extract<ReturnType<typeof parse<S>>, { ok: true }>['value']

/** What a call needs of the browser. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>

/** This browser's own. */
export const fetchHere: Fetch = (path, init) => fetch(path, init)

export interface Answered<T> {
  readonly value: T
  /** The link's clock as it answered, whole seconds; null where it did not say. */
  readonly at: number | null
}

export interface Call<S extends AnswerSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Begins after `/api/v1`. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly schema: S
  /** The etag of what was read before: what was changed since is not replaced. */
  readonly ifMatch?: string
  readonly deadlineMs?: number
}

const DEADLINE_MS = 10_000

const isRecord = (it: unknown): it is Readonly<Record<string, unknown>> => typeof it === 'object' && it !== null

/** From problem details (RFC 9457); what a stranger between us and the link answers counts as the link being away. */
function errorOf(status: number, problem: unknown): WireError {
  if (isRecord(problem) && typeof problem.code === 'string' && isErrorCode(problem.code)) {
    return { code: problem.code, message: typeof problem.detail === 'string' ? problem.detail : problem.code }
  }
  if (status === 401) return { code: 'unauthenticated', message: 'you are not signed in' }
  return { code: 'unavailable', message: `the link did not answer (HTTP ${status})` }
}

/** One call of the REST API by the session's cookie. Never throws. */
export async function call<S extends AnswerSchema>(
  fetch: Fetch,
  { method, path, body, schema, ifMatch, deadlineMs = DEADLINE_MS }: Call<S>,
): Promise<Result<Answered<Parsed<S>>, WireError>> {
  try {
    const response = await fetch(`${API}${path}`, {
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    const content: unknown = text === '' ? {} : JSON.parse(text)
    if (!response.ok) return { ok: false, error: errorOf(response.status, content) }
    const parsed = parse(schema, content)
    if (!parsed.ok) return { ok: false, error: { code: 'internal', message: parsed.error.message } }
    const date = Date.parse(response.headers.get('date') ?? '')
    return {
      ok: true,
      value: { value: parsed.value, at: Number.isNaN(date) ? null : date },
    }
  } catch {
    return { ok: false, error: { code: 'unavailable', message: 'the link did not answer' } }
  }
}
