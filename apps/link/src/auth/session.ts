import type { IncomingHttpHeaders } from 'node:http'

export const SESSION_COOKIE = 'boss_session'

/** Whether a browser's request comes from our own page: the Origin it says is the Host it speaks to. */
export function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host
}
