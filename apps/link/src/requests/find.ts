import { fail, type Lock, lockOf, ok } from '@boss-deployer/gate'
import { reaches } from '../auth/principal.ts'
import type { Caller } from './caller.ts'
import type { Answering, Parts } from './parts.ts'

/** A lock by its uuid, open or closed, when the caller reaches its gate. */
export async function findLock(
  uuid: string,
  { principal }: Pick<Caller, 'principal'>,
  { executor, store }: Parts,
): Answering<Lock> {
  const lock = lockOf(executor.state(), uuid) ?? (await store.lock(uuid))
  if (!lock) return fail({ code: 'lock_not_found', message: `there is no lock ${uuid}` })
  if (!reaches(principal, lock.gate))
    return fail({ code: 'forbidden', message: `${principal.name} does not reach gate ${lock.gate}` })
  return ok(lock)
}
