import {
  API,
  AUTH_PATH,
  DEVICE_CLIENT,
  deviceCodeAnswer,
  deviceRefusal,
  deviceTokenAnswer,
  parse,
  type WireError,
} from '@boss-deployer/protocol'
import { fail, ok, type Result } from '../result.ts'
import { addressOf, fromJson } from './client.ts'
import { exchange } from './exchange.ts'
import { errorOf } from './problem.ts'

/** A code that somebody approves in a browser, in milliseconds where the wire has seconds. */
export interface DeviceCode {
  readonly deviceCode: string
  readonly userCode: string
  readonly verificationUri: string
  /** The same page with the code filled in. */
  readonly verificationUriComplete: string
  readonly expiresInMs: number
  readonly intervalMs: number
}

/** What the link says when it is asked whether the code was approved. */
export type DeviceAnswer =
  | { readonly is: 'signed-in'; readonly token: string }
  | { readonly is: 'pending' | 'slow-down' | 'expired' | 'denied' }
  /** No answer, or none of a link: it may be there again later. */
  | { readonly is: 'away'; readonly error: WireError }
  | { readonly is: 'refused'; readonly error: WireError }

/** Whom to ask, for how long, and what ends it before. */
export interface DeviceCall {
  readonly url: string
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/** RFC 8628, section 3.2: without an interval it is five seconds. */
const DEFAULT_INTERVAL_S = 5
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:device_code'

const waiting: Readonly<Record<string, 'pending' | 'slow-down' | 'expired' | 'denied'>> = {
  authorization_pending: 'pending',
  slow_down: 'slow-down',
  expired_token: 'expired',
  access_denied: 'denied',
}

async function post({ url, deadlineMs, signal }: DeviceCall, path: string, body: object) {
  const address = addressOf(url, `${AUTH_PATH.slice(API.length)}${path}`)
  if (!address) return fail({ code: 'invalid_message', message: 'url: is not an http or https address' } as const)
  const text = JSON.stringify({ ...body, client_id: DEVICE_CLIENT })
  const more = signal ? { signal } : {}
  return exchange({ method: 'POST', address, token: '', body: text, deadlineMs, ...more })
}

/** Asks for a code (RFC 8628, section 3.1). */
export async function askDeviceCode(call: DeviceCall): Promise<Result<DeviceCode, WireError>> {
  const answer = await post(call, '/device/code', {})
  if (!answer.ok) return answer
  const { status, text } = answer.value
  const content = fromJson(text)
  const value = content.ok ? content.value : null
  if (status !== 200) return fail(saidIn(value) ?? errorOf(status, value))
  const parsed = parse(deviceCodeAnswer, value)
  if (!parsed.ok)
    return fail({ code: 'internal', message: `the answer is no code (RFC 8628): ${parsed.error.message}` })
  const { expiresIn, interval = DEFAULT_INTERVAL_S, verificationUri, verificationUriComplete, ...codes } = parsed.value
  return ok({
    ...codes,
    verificationUri,
    verificationUriComplete: verificationUriComplete ?? verificationUri,
    expiresInMs: expiresIn * 1_000,
    intervalMs: interval * 1_000,
  })
}

/** Asks whether the code was approved (RFC 8628, section 3.4). Whatever is not clearly an answer is `away`. */
export async function askDeviceToken(call: DeviceCall, deviceCode: string): Promise<DeviceAnswer> {
  const answer = await post(call, '/device/token', { device_code: deviceCode, grant_type: GRANT_TYPE })
  if (!answer.ok) return { is: answer.error.code === 'invalid_message' ? 'refused' : 'away', error: answer.error }
  const { status, text } = answer.value
  const content = fromJson(text)
  const value = content.ok ? content.value : null
  if (status === 200) {
    const parsed = parse(deviceTokenAnswer, value)
    if (parsed.ok) return { is: 'signed-in', token: parsed.value.accessToken }
    return { is: 'away', error: { code: 'internal', message: 'the answer is no token (RFC 6749)' } }
  }
  if (status === 429) return { is: 'slow-down' }
  const error = errorOf(status, value)
  if (status < 400 || status > 499) return { is: 'away', error }
  const refusal = parse(deviceRefusal, value)
  const known = refusal.ok && Object.hasOwn(waiting, refusal.value.error) ? waiting[refusal.value.error] : undefined
  return known === undefined ? { is: 'refused', error: saidIn(value) ?? error } : { is: known }
}

/** A refusal in the words of RFC 6749. */
function saidIn(value: unknown): WireError | null {
  const refusal = parse(deviceRefusal, value)
  if (!refusal.ok) return null
  return { code: 'unauthenticated', message: (refusal.value.errorDescription ?? refusal.value.error).slice(0, 300) }
}
