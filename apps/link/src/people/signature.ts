import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a session's token begins with when it is carried by hand instead of in a cookie. */
const PREFIX = 'person_'

const macOf = (token: string, secret: string): Buffer => createHmac('sha256', secret).update(token).digest()

/** A session's token with its signature, as the cookie of better-auth holds it (HMAC-SHA256, base64). */
export const signed = (token: string, secret: string): string => `${token}.${macOf(token, secret).toString('base64')}`

/** The token whose signature is right; null for anything else. */
export function unsigned(text: string, secret: string): string | null {
  const at = text.lastIndexOf('.')
  const token = text.slice(0, at)
  const given = Buffer.from(text.slice(at + 1), 'base64')
  const made = macOf(token, secret)
  return at > 0 && given.length === made.length && timingSafeEqual(given, made) ? token : null
}

/** The cookie of a person's session; the first where the link is reached by https. */
export const personCookies = ['__Secure-boss.session_token', 'boss.session_token'] as const

/** As it goes in `Authorization: Bearer`. */
export const carried = (cookie: string): string => `${PREFIX}${cookie}`
export const isCarried = (text: string): boolean => text.startsWith(PREFIX)
export const uncarried = (text: string): string => text.slice(PREFIX.length)
