import { API, type ErrorCode, errorTable, isErrorCode } from '@boss-deployer/protocol'
import { z } from 'zod'
import { DEADLINE_MS } from './deadline.ts'

export interface Call {
  readonly token?: string
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly deadlineMs?: number
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly headers: Headers
  readonly text: string
  /** The body where it is JSON, else null. */
  readonly json: unknown
}

/** One HTTP request to a link, with nothing between it and `fetch`. */
export async function call(url: string, method: string, path: string, options: Call = {}): Promise<Reply> {
  const { token, body, headers = {}, deadlineMs = DEADLINE_MS } = options
  const response = await fetch(`${url}${path.startsWith('/') ? `${API}${path}` : `/${path}`}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(deadlineMs),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, headers: response.headers, text, json: jsonOf(type, text) }
}

function jsonOf(type: string, text: string): unknown {
  return /^application\/(problem\+)?json\b/.test(type) ? JSON.parse(text) : null
}

const problem = z.looseObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  code: z.string(),
  detail: z.string().min(1),
})

/** The code of a refusal, which has to be problem details (RFC 9457) that agree with the table of errors. */
export function codeOf(reply: Reply): ErrorCode {
  if (!reply.type.startsWith('application/problem+json'))
    throw new Error(`no problem details: ${reply.status} ${reply.type} ${reply.text.slice(0, 300)}`)
  const { status, code, title } = problem.parse(reply.json)
  if (!isErrorCode(code)) throw new Error(`a code that is in no table: ${code}`)
  const row = errorTable[code]
  if (status !== reply.status || status !== row.status)
    throw new Error(`${code} has the status ${row.status}, not ${reply.status}`)
  if (title !== row.title) throw new Error(`${code} has another title: ${title}`)
  return code
}
