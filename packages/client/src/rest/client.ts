import { type Camel, parse, toWire, type WireError } from '@boss-deployer/protocol'
import { fail, ok, type Result } from '../result.ts'
import { exchange } from './exchange.ts'
import { errorOf } from './problem.ts'

type AnswerSchema = Parameters<typeof parse>[0]
type Parsed<S extends AnswerSchema> = Extract<ReturnType<typeof parse<S>>, { ok: true }>['value']

export type RestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface RestOptions {
  /** Such as `https://connect.example.com`; a path in it goes before `/api/v1`. */
  readonly url: string
  readonly token: string
  /** For the whole call. Default 10 s. */
  readonly deadlineMs?: number
}

export interface CallOptions<S extends AnswerSchema> {
  /** In the code's names; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** In the code's names. */
  readonly body?: object
  /** The ETag of what is to be changed: refused where that is another by now. */
  readonly ifMatch?: string
  readonly schema: S
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

export interface RestClient {
  /** One call, answered in the code's names. The path begins after `/api/v1`; its variable parts are encoded by the caller. */
  call<S extends AnswerSchema>(
    method: RestMethod,
    path: string,
    options: CallOptions<S>,
  ): Promise<Result<Parsed<S>, WireError>>
}

/** A client of the REST API that needs nothing but Node's own http: it starts as fast as Node does. */
export function restClient({ url, token, deadlineMs = 10_000 }: RestOptions): RestClient {
  return {
    async call(method, path, options) {
      const address = addressOf(url, path, options.query)
      if (!address) return fail({ code: 'invalid_message', message: 'url: is not an http or https address' })
      const answer = await exchange({
        method,
        address,
        token,
        body: options.body === undefined ? null : JSON.stringify(toWire(options.body as Camel<unknown>)),
        deadlineMs: options.deadlineMs ?? deadlineMs,
        ...(options.ifMatch === undefined ? {} : { ifMatch: options.ifMatch }),
        ...(options.signal ? { signal: options.signal } : {}),
      })
      if (!answer.ok) return answer
      const { status, text } = answer.value
      const content = fromJson(text)
      if (status < 200 || status > 299) return fail(errorOf(status, content.ok ? content.value : null))
      if (!content.ok) return fail({ code: 'internal', message: 'the answer is not JSON' })
      const parsed = parse(options.schema, content.value)
      if (parsed.ok) return parsed
      return fail({ code: 'internal', message: `the answer is not as the protocol says: ${parsed.error.message}` })
    },
  }
}

/** An address of the REST API; null where the link's own is none. */
export function addressOf(url: string, path: string, query: CallOptions<AnswerSchema>['query'] = {}): URL | null {
  let base: URL
  try {
    base = new URL(url)
  } catch {
    return null
  }
  if (base.protocol !== 'http:' && base.protocol !== 'https:') return null
  const address = new URL(`${base.pathname.replace(/\/+$/, '')}/api/v1${path}`, base.origin)
  for (const [name, value] of Object.entries(toWire<Record<string, unknown>>(query))) {
    address.searchParams.set(name, String(value))
  }
  return address
}

/** JSON, an empty text being an empty object. */
export function fromJson(text: string): Result<unknown, null> {
  if (text === '') return ok({})
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return fail(null)
  }
}
