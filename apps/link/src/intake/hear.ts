import { createHash } from 'node:crypto'
import { fail, isOpen, type Lock, ok, type Result, valuesOf } from '@boss-deployer/gate'
import { errorTable, type WireError } from '@boss-deployer/protocol'
import type { PlannedCall, SeenLock } from '../calls/integration.ts'
import type { HubParts } from '../hub/hub.ts'
import { lock as ask, cancel } from '../requests/ask.ts'
import type { Caller } from '../requests/caller.ts'
import { callerAs } from '../rest/request.ts'
import { contextOf } from '../views/lock-view.ts'
import type { Deliveries } from './deliveries.ts'
import type { Heard, Hook, Posted } from './hook.ts'

/** What came of a webhook: the lock that waits now, if there is one, and how many were cancelled. */
export interface Taken {
  readonly lock: string | null
  readonly cancelled: number
}

export interface HearingParts {
  readonly hub: HubParts
  readonly deliveries: Deliveries
  /** Does one thing after another, in the order in which they came. */
  readonly inTurn: <It>(work: () => Promise<It>) => Promise<It>
  /** Tells the sender what no event tells. */
  readonly add: (planned: PlannedCall) => Promise<void>
}

/**
 * Takes a webhook: from who knows its secret, and once. The delivery's id is not part of what is signed, so that what
 * was signed is known again, too.
 */
export async function hear(hook: Hook, posted: Posted, parts: HearingParts): Promise<Result<Taken, WireError>> {
  if (!hook.isProven(posted))
    return fail({ code: 'unauthenticated', message: 'this is not signed with the secret of the webhook' })
  if (!parts.hub.isWithinRate(hook.subject))
    return fail({ code: 'too_many', message: 'too many requests by this webhook: slow down' })
  const delivery = hook.deliveryOf(posted)
  if (delivery === null) return fail({ code: 'invalid_message', message: 'it does not say which delivery it is' })
  const content = createHash('sha256').update(posted.body).digest('hex')
  const ids = [`${hook.subject} delivery ${delivery}`, `${hook.subject} content ${content}`]
  if (!parts.deliveries.take(ids)) return fail({ code: 'conflict', message: 'this delivery was taken already' })
  try {
    const heard = hook.hear(posted)
    const taken = heard.ok ? await follow(hook, heard.value, parts) : heard
    if (!taken.ok) parts.deliveries.giveBack(ids)
    return taken
  } catch (error) {
    parts.deliveries.giveBack(ids)
    throw error
  }
}

async function follow(hook: Hook, heard: Heard, parts: HearingParts): Promise<Result<Taken, WireError>> {
  switch (heard.type) {
    case 'asks':
      return await asked(hook, heard, parts)
    case 'over':
      return ok({ lock: null, cancelled: await cancelOver(hook, heard, parts) })
    case 'nothing':
      return ok({ lock: null, cancelled: 0 })
  }
}

async function asked(hook: Hook, heard: Extract<Heard, { type: 'asks' }>, parts: HearingParts) {
  const { isAnsweredWith } = heard
  if (!isAnsweredWith) return await askAnew(hook, heard, parts)
  // One after another: two at once would not see each other's lock.
  return await parts.inTurn(async () => {
    for (const seen of await openLocks(hook, heard.message.pipeline, parts))
      if (seen.lock.state === 'locked' && isAnsweredWith(seen)) return ok({ lock: seen.lock.id, cancelled: 0 })
    return await askAnew(hook, heard, parts)
  })
}

async function askAnew({ subject }: Hook, { message, tellNo }: Extract<Heard, { type: 'asks' }>, parts: HearingParts) {
  const answer = await ask(message, callerOf(subject, message.gate), parts.hub)
  if (answer.ok) return ok({ lock: answer.value.lock, cancelled: 0 })
  if (errorTable[answer.error.code].isRetryable || answer.error.code === 'internal') return answer
  await parts.add(tellNo(answer.error.message))
  return ok({ lock: null, cancelled: 0 })
}

/** What was decided in the meantime stays as it is: a cancel that comes too late is refused, and nothing is lost. */
async function cancelOver(hook: Hook, heard: Extract<Heard, { type: 'over' }>, parts: HearingParts) {
  let cancelled = 0
  for (const seen of await openLocks(hook, heard.pipeline, parts)) {
    if (!heard.isOver(seen)) continue
    const { id, gate } = seen.lock
    const answer = await cancel({ uuid: id }, callerOf(hook.subject, gate), parts.hub)
    if (answer.ok) cancelled += 1
    else if (errorTable[answer.error.code].isRetryable) throw new Error(answer.error.message)
  }
  return cancelled
}

async function openLocks({ subject }: Hook, pipeline: string, { hub }: HearingParts): Promise<SeenLock[]> {
  const isOurs = (lock: Lock) => lock.requester.id === subject && lock.pipeline === pipeline && isOpen(lock)
  const open = [...valuesOf(hub.executor.state().locks)].filter(isOurs)
  return await Promise.all(open.map(async (lock) => ({ lock, ...contextOf(await hub.store.context(lock.id)) })))
}

const callerOf = (subject: string, gate: string): Caller =>
  callerAs(
    {
      ...{ credential: subject, subject, name: subject, grants: [{ role: 'pipeline', gate }], groups: [] },
      ...{ expiresAt: null, via: 'api', proven: null, onlyLock: null, lastUsedAt: null },
    },
    ['ask'],
  )
