import { fail, ok } from '@boss-deployer/gate'
import type { ErrorCode, Routes, WireError } from '@boss-deployer/protocol'
import { claim, lock } from '../requests/ask.ts'
import type { RouteHandler } from './route.ts'

/** What says no to this one, now or for good; anything else (a wrong token, no store) is answered as what it is. */
const saysNo: ReadonlySet<ErrorCode> = new Set([
  'gate_not_found',
  'gate_locked',
  'gate_blocked',
  'not_approved',
  'lock_ended',
  'conflict',
] as const)

/**
 * For a tool that knows only whether an address answers 200 (Flagger, Argo, `curl -f`). It asks as `POST /locks` does,
 * and claims when the lock is unlocked. So the first call leaves a lock that waits; a later one with the same request
 * passes once it is unlocked, and every one after that is told the same.
 */
export const pass: RouteHandler<Routes['GET /gates/{gate}/pass']> = async ({ params, query, caller, parts }) => {
  const { gate } = params
  const { commit, ...asked } = query
  const context = commit === undefined ? {} : { context: { commit } }
  const locked = await lock({ ...asked, gate, ...context }, caller, parts)
  if (!locked.ok) return fail(refused(locked.error, null))
  const { lock: uuid, state } = locked.value
  // Whoever asks again has not gone, though nobody listens between two calls.
  const ear = { emit: () => undefined }
  parts.subscriptions.subscribe(uuid, ear)
  parts.subscriptions.unsubscribe(uuid, ear)
  if (state === 'locked')
    return fail(refused({ code: 'not_approved', message: 'nobody has unlocked this lock yet' }, { lock: uuid, state }))
  const claimed = await claim({ uuid, gate, ...(commit === undefined ? {} : { commit }) }, caller, parts)
  return claimed.ok
    ? ok({ lock: uuid, gate, claimedAt: claimed.value.claimedAt })
    : fail(refused(claimed.error, { lock: uuid, state }))
}

function refused(error: WireError, about: { readonly lock: string; readonly state: string } | null): WireError {
  if (!saysNo.has(error.code)) return error
  return { code: 'not_passed', message: error.message, more: { reason: error.code, ...about } }
}
