import { sessionAnswer, type WireError } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { Result } from '../view/wire.ts'
import { call, type Fetch } from './rest.ts'

/** Who is signed in, and where the record stood. */
export interface Session {
  readonly subject: string
  readonly name: string
  /** What one may here; the link decides. */
  readonly grants: readonly { readonly role: string; readonly gate: string }[]
  readonly sequence: number
  /** What to add to this browser's clock to have the link's, milliseconds. */
  readonly clockSkewMs: number
}

/** What stands after the `#` of the printed address; null where there is no code in it. */
export function codeIn(fragment: string): string | null {
  const code = new URLSearchParams(fragment.replace(/^#/, '')).get('code')
  return code === null || code === '' ? null : code
}

// The header has whole seconds: a difference below two is none.
const SMALLEST_SKEW_MS = 2_000

async function sessionBy(fetch: Fetch, code: string | null): Promise<Result<Session, WireError>> {
  const startedAt = Date.now()
  const answer = await call(fetch, {
    method: code === null ? 'GET' : 'POST',
    path: '/session',
    schema: sessionAnswer,
    ...(code === null ? {} : { body: { code } }),
  })
  if (!answer.ok) return answer
  const { value, at } = answer.value
  const skew = at === null ? 0 : at - (startedAt + Date.now()) / 2
  return { ok: true, value: { ...value, clockSkewMs: Math.abs(skew) < SMALLEST_SKEW_MS ? 0 : skew } }
}

/** Whose session the cookie is. */
export const readSession = (fetch: Fetch): Promise<Result<Session, WireError>> => sessionBy(fetch, null)

/** Turns the one-time code of the printed address into a session. */
export const openSession = (fetch: Fetch, code: string): Promise<Result<Session, WireError>> => sessionBy(fetch, code)

/** Signs out here; the link then ends this session's sockets everywhere. */
export const endSession = (fetch: Fetch) => call(fetch, { method: 'DELETE', path: '/session', schema: z.object({}) })
