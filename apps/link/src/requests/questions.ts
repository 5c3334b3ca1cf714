import {
  blockOn,
  effectiveOf,
  fail,
  gatesAtOrBelow,
  type Lock,
  lockOf,
  ok,
  ROOT,
  type State,
  valuesOf,
} from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { limits } from '@boss-deployer/protocol'
import { actorOf, mayAt } from '../auth/principal.ts'
import { eventsSeenBy } from '../views/event-view.ts'
import { gateStateOf } from '../views/gate-state.ts'
import { type LockView, loadLockView } from '../views/lock-view.ts'
import { type Caller, gateMeant, reaches } from './caller.ts'
import { findLock } from './find.ts'
import type { Answering, Handler, Parts } from './parts.ts'

const unknown: WireError = { code: 'unavailable', message: 'the link cannot know now: try again' }

/** A lock as it is, with all that is due decided before. */
export async function lookUp(
  uuid: string,
  caller: Pick<Caller, 'principal' | 'rights'>,
  parts: Parts,
): Answering<LockView> {
  const state = await parts.executor.present()
  if (!state) return fail(unknown)
  const found = await findLock(uuid, caller, parts)
  return found.ok ? ok(await loadLockView(parts.store, state, found.value)) : found
}

/** Re-attaches: the caller hears what becomes of this lock from now on. */
export const inside: Handler<'in'> = async ({ lock }, caller, parts) => {
  const found = await findLock(lock, caller, parts)
  if (!found.ok) return found
  if (found.value.requester.id === caller.principal.subject) caller.subscribe(lock)
  return lookUp(lock, caller, parts)
}

/** Whether a claimed lock may be used now: of this gate and commit, not too old, and the gate not blocked. */
export const verify: Handler<'verify'> = async ({ lock: uuid, gate, commit, maxAge, use }, caller, parts) => {
  const state = await parts.executor.present()
  if (!state) return fail(unknown)
  const found = await findLock(uuid, caller, parts)
  if (!found.ok) return found
  const lock = found.value
  const refusal = refusalOf(state, lock, { gate, commit, maxAge, now: parts.clock() })
  if (refusal) return fail(refusal)
  if (use !== undefined) {
    const by = actorOf(caller.principal)
    const used = await parts.executor.execute({
      type: 'use',
      lock: uuid,
      key: use,
      by,
      at: parts.clock(),
      requestId: null,
      press: null,
    })
    if (!used.result.ok) return used.result
  }
  return ok(await loadLockView(parts.store, state, lock))
}

interface Asked {
  readonly gate: string | undefined
  readonly commit: string | undefined
  readonly maxAge: number | undefined
  readonly now: number
}

function refusalOf(state: State, lock: Lock, { gate, commit, maxAge, now }: Asked): WireError | null {
  if (gate !== undefined && gate !== lock.gate)
    return { code: 'conflict', message: `this lock is of gate ${lock.gate}` }
  if (commit !== undefined && commit !== lock.commit) {
    return { code: 'conflict', message: `this lock was asked for commit ${lock.commit ?? '(none)'}` }
  }
  const block = blockOn(state, lock)
  if (block) return { code: 'gate_blocked', message: `${block.path} is blocked` }
  if (lock.state !== 'claimed' || lock.claimedAt === null) {
    const isPending = lock.state === 'locked' || lock.state === 'unlocked'
    return { code: isPending ? 'not_approved' : 'lock_ended', message: `this lock is ${lock.state}, not claimed` }
  }
  if (maxAge !== undefined && now - lock.claimedAt > maxAge) {
    return { code: 'conflict', message: 'this approval is older than max_age: ask again' }
  }
  return null
}

/** A lock that was unlocked and then killed or expired was listed once; nobody shall find it any more. */
const isStillApproved = ({ state }: Lock): boolean => state === 'unlocked' || state === 'claimed'

/** For `check`: approved locks in order of becoming listed; none of a gate that is blocked. */
export const approved: Handler<'approved'> = async ({ gate: named, pipeline, step, since, limit }, caller, parts) => {
  const state = await parts.executor.present()
  if (!state) return fail(unknown)
  const gate = gateMeant(state, caller, named)
  if (!gate.ok) return gate
  const { mode: effective, heldBy } = effectiveOf(state, gate.value)
  if (effective === 'blocked') return ok({ gate: gate.value, effective, heldBy, locks: [], more: false })
  const most = limit ?? limits.approvedPage
  const filter = { gate: gate.value, pipeline: pipeline ?? null, step: step ?? null }
  const locks = await parts.store.approved(filter, since ?? null, most + 1)
  return ok({
    gate: gate.value,
    effective,
    heldBy,
    locks: locks
      .slice(0, most)
      .filter(isStillApproved)
      .map(({ id }) => id),
    more: locks.length > most,
  })
}

/** Open locks that the caller may see, oldest first. */
export function openLocks(state: State, caller: Caller, top: string = ROOT): readonly Lock[] {
  const { principal, rights } = caller
  const watching = rights.filter((right) => right !== 'ask')
  const isMine = (lock: Lock) =>
    watching.some((right) => mayAt(principal, right, lock.gate)) || lock.requester.id === principal.subject
  const ids = [...gatesAtOrBelow(state, top)]
    .filter(({ path }) => reaches(caller, path))
    .flatMap(({ waiting, unlocked }) => [...valuesOf(waiting), ...valuesOf(unlocked)])
  return ids
    .flatMap((id) => lockOf(state, id) ?? [])
    .filter(isMine)
    .sort((one, other) => one.order - other.order)
}

export async function viewsOf(locks: readonly Lock[], state: State, { store }: Parts): Promise<readonly LockView[]> {
  return Promise.all(locks.slice(0, limits.page).map((lock) => loadLockView(store, state, lock)))
}

export const sync: Handler<'sync'> = async ({ after }, caller, parts) => {
  const state = await parts.executor.present()
  if (!state) return fail(unknown)
  const stored = await parts.store.history(after, limits.page)
  const events = await eventsSeenBy(caller, stored, parts.store)
  const gates = [...valuesOf(state.gates)]
    .filter(({ path }) => reaches(caller, path))
    .map((gate) => gateStateOf(state, gate))
  const locks = await viewsOf(openLocks(state, caller), state, parts)
  return ok({ events, more: stored.length === limits.page, sequence: state.sequence, gates, locks })
}
