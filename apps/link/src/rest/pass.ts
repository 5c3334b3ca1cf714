import { fail, ok, type Result } from '@boss-deployer/gate'
import type { ErrorCode, Routes, WireError } from '@boss-deployer/protocol'
import { claim, lock } from '../requests/ask.ts'
import type { Caller } from '../requests/caller.ts'
import type { Message } from '../requests/parts.ts'
import { decided, type Waiting, waitMsOf } from './locks.ts'
import type { RestCall, RouteHandler } from './route.ts'

/** What says no to this one, now or for good; anything else (a wrong token, no store) is answered as what it is. */
const saysNo: ReadonlySet<ErrorCode> = new Set([
  'gate_not_found',
  'gate_locked',
  'gate_blocked',
  'not_approved',
  'lock_ended',
  'conflict',
] as const)

/** What the same request never passes again, however often it is asked. */
const isForGood: ReadonlySet<ErrorCode> = new Set(['gate_blocked', 'lock_ended', 'conflict'] as const)

interface Passed {
  readonly lock: string
  readonly gate: string
  readonly claimedAt: string
}

interface NotPassed {
  readonly error: WireError
  /** Where the gate took one. */
  readonly about: { readonly lock: string; readonly state: string } | null
}

type Asking = Message<'lock'> & { readonly gate: string; readonly requestId: string }

interface Asker extends Waiting {
  readonly caller: Caller
  readonly waitMs: number
}

/**
 * Asks as `POST /locks` does, and claims when the lock is unlocked. So the first call leaves a lock that waits; a later
 * one with the same request passes once it is unlocked, and every one after that is told the same.
 */
export async function askAndClaim(asking: Asking, asker: Asker): Promise<Result<Passed, NotPassed>> {
  const { caller, parts, waitMs } = asker
  const first = await lock(asking, caller, parts)
  if (!first.ok) return fail({ error: first.error, about: null })
  const { lock: uuid, gate } = first.value
  // Whoever asks again has not gone, though nobody listens between two calls.
  await decided(uuid, first.value.state === 'locked' ? waitMs : 0, asker)
  const now = waitMs === 0 ? first : await lock(asking, caller, parts)
  if (!now.ok) return fail({ error: now.error, about: null })
  const about = { lock: uuid, state: now.value.state }
  if (about.state === 'locked')
    return fail({ error: { code: 'not_approved', message: 'nobody has unlocked this lock yet' }, about })
  const { commit } = asking.context ?? {}
  const claimed = await claim({ uuid, gate, ...(commit === undefined ? {} : { commit }) }, caller, parts)
  return claimed.ok
    ? ok({ lock: uuid, gate, claimedAt: claimed.value.claimedAt })
    : fail({ error: claimed.error, about })
}

/** For a tool that knows only whether an address answers 200 (`curl -f`). */
export const pass: RouteHandler<Routes['GET /gates/{gate}/pass']> = async (call) => {
  const passed = await askedBy(call)
  return passed.ok ? passed : fail(refused(passed.error))
}

/** For a tool that reads the answer and tries again until there is one (Argo Rollouts, Spinnaker). */
export const answer: RouteHandler<Routes['GET /gates/{gate}/answer']> = async (call) => {
  const passed = await askedBy(call)
  if (passed.ok) return ok({ answer: 'yes', ...passed.value, reason: null })
  const { error, about } = passed.error
  if (isForGood.has(error.code)) {
    const { gate } = call.params
    return ok({ answer: 'no', gate, lock: about?.lock ?? null, claimedAt: null, reason: error.message })
  }
  return fail({ ...error, more: { ...about } })
}

/** `not_passed`, with why. */
export function refused({ error, about }: NotPassed): WireError {
  if (!saysNo.has(error.code)) return error
  return { code: 'not_passed', message: error.message, more: { reason: error.code, ...about } }
}

type Call = Pick<RestCall<Routes['GET /gates/{gate}/pass']>, 'params' | 'query' | 'caller' | 'parts' | 'request'>

function askedBy({ params, query, ...call }: Call) {
  const { commit, wait, ...asked } = query
  const context = commit === undefined ? {} : { context: { commit } }
  return askAndClaim({ ...asked, gate: params.gate, ...context }, { ...call, waitMs: waitMsOf(wait) })
}
