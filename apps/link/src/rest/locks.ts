import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { actorOf } from '../auth/principal.ts'
import { findLock } from '../requests/find.ts'
import { lookUp, openLocks, viewsOf } from '../requests/questions.ts'
import type { RestCall, RouteHandler } from './route.ts'

export const listLocks: RouteHandler<Routes['GET /locks']> = async ({ caller, parts, query }) => {
  const state = await parts.executor.present()
  if (!state) return fail({ code: 'unavailable', message: 'the link cannot know now: try again' })
  const open = openLocks(state, caller, query.gate)
  const locks = await viewsOf(open, state, parts)
  return ok({ locks, more: locks.length < open.length })
}

/** From seconds such as `55s`; without any, not at all. */
export const waitMsOf = (wait = '0s'): number => Number.parseInt(wait, 10) * 1_000

/** A lock as it is; with `wait`, as soon as it is decided, or as it is when the wait is over. */
export const showLock: RouteHandler<Routes['GET /locks/{uuid}']> = async (call) => {
  const { caller, parts, params, query } = call
  const waitMs = waitMsOf(query.wait)
  const now = await lookUp(params.uuid, caller, parts)
  if (!now.ok || now.value.state !== 'locked' || waitMs === 0) return now
  await decided(params.uuid, waitMs, call)
  return lookUp(params.uuid, caller, parts)
}

export const forgetContext: RouteHandler<Routes['DELETE /locks/{uuid}/context']> = async (call) => {
  const { caller, parts, params } = call
  const found = await findLock(params.uuid, caller, parts)
  if (!found.ok) return found
  const { id: lock, gate } = found.value
  const said = { by: actorOf(caller.principal), at: parts.clock(), requestId: null, press: null }
  const { result } = await parts.executor.execute({ ...said, type: 'forget-context', lock })
  if (!result.ok) return result
  return ok({ uuid: lock, gate, forgotten: result.value.event !== null })
}

export type Waiting = Pick<RestCall, 'parts' | 'request'>

/** Resolves when the lock is decided, the wait is over, or the client or this link goes. Whoever waits counts as present. */
export function decided(uuid: string, waitMs: number, { parts, request }: Waiting): Promise<void> {
  const { subscriptions, leaving } = parts
  return new Promise((resolve) => {
    const ear = { emit: (channel: string) => void (channel === 'vote' || channel === 'warning' || stop()) }
    const timer = setTimeout(stop, waitMs)
    request.raw.socket.once('close', stop)
    subscriptions.subscribe(uuid, ear)
    const takeBack = leaving.onLeave(stop)

    function stop(): void {
      clearTimeout(timer)
      takeBack()
      request.raw.socket.off('close', stop)
      subscriptions.unsubscribe(uuid, ear)
      resolve()
    }
  })
}
