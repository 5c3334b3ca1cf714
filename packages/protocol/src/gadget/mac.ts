import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { PressAction } from '../press.ts'

const BYTES_32 = /^[0-9a-f]{64}$/

/** HMAC-SHA-256 (RFC 2104) in hex. Keys are hex, 32 bytes; throws on anything else, where `Buffer` would sign with less. */
function hmac(keyHex: string, text: string): string {
  if (!BYTES_32.test(keyHex)) throw new TypeError('a key is 32 bytes in lower-case hex')
  return createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text).digest('hex')
}

export type Direction = 'g>s' | 's>g'

/** One HTTP request between gadget and server, as its MAC sees it. */
export interface SignedRequest {
  readonly direction: Direction
  readonly gadget: string
  readonly method: string
  readonly path: string
  /** The server's 16 random bytes in hex; empty for `ping`. */
  readonly session: string
  readonly counter: number
  readonly body: string
}

export const macHeaders = {
  gadget: 'boss-gadget',
  session: 'boss-session',
  counter: 'boss-counter',
  mac: 'boss-mac',
} as const

export function macText({ direction, gadget, method, path, session, counter, body }: SignedRequest): string {
  const bodyHash = createHash('sha256').update(body).digest('hex')
  return ['boss1', direction, gadget, method, path, session, String(counter), bodyHash].join('\n')
}

export const macOf = (keyHex: string, request: SignedRequest): string => hmac(keyHex, macText(request))

/** The key of one direction of one session. A `ping` is signed with the gadget's MAC key itself. */
export function sessionKey(
  keyHex: string,
  direction: Direction,
  nonces: { readonly gadget: string; readonly server: string },
): string {
  return hmac(keyHex, ['boss1-session', direction, nonces.gadget, nonces.server].join('\n'))
}

/** The gadget's nonce: its boot counter and the number of this ping, 8 hex digits each. */
export function pingNonce(boot: number, ping: number): string {
  return [boot, ping].map((part) => part.toString(16).padStart(8, '0')).join('')
}

/** Press counters only rise, also over a restart: boot counter × 65,536 + the number of the press, 1 to 65,535. */
export const pressCounter = (boot: number, press: number): number => boot * 65_536 + press

export interface UnsignedPress {
  readonly gadget: string
  readonly counter: number
  readonly action: PressAction
  /** The lock's uuid for `unlock`, else the gate. */
  readonly target: string
}

export function pressMac(keyHex: string, { gadget, counter, action, target }: UnsignedPress): string {
  return hmac(keyHex, ['boss1-press', gadget, String(counter), action, target].join('\n'))
}

/** Compares two MACs in hex in constant time. Whatever is not 32 bytes in lower-case hex is the same as nothing. */
export function isSameMac(one: string, other: string): boolean {
  return (
    BYTES_32.test(one) && BYTES_32.test(other) && timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'))
  )
}
