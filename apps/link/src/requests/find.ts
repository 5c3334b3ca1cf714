import { fail, type Lock, lockOf, ok } from '@boss-deployer/gate'
import { beyond, type Caller, reaches } from './caller.ts'
import type { Answering, Parts } from './parts.ts'

/** A lock by its uuid, open or closed, when the caller reaches its gate. */
export async function findLock(
  uuid: string,
  caller: Pick<Caller, 'principal' | 'rights'>,
  { executor, store }: Parts,
): Answering<Lock> {
  if (caller.principal.onlyLock !== null && caller.principal.onlyLock !== uuid)
    return fail({ code: 'forbidden', message: `this token is for the lock ${caller.principal.onlyLock} alone` })
  const lock = lockOf(executor.state(), uuid) ?? (await store.lock(uuid))
  if (!lock) return fail({ code: 'lock_not_found', message: `there is no lock ${uuid}` })
  return reaches(caller, lock.gate) ? ok(lock) : fail(beyond(caller, lock.gate))
}
