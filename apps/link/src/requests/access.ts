import { type Access, type Actor, ok } from '@boss-deployer/gate'
import type { Answering, Parts } from './parts.ts'

/**
 * Keeps in the record who may do what, and by whom. It comes before the change itself: nobody gets or loses access
 * without a trace.
 */
export async function recordAccess(
  access: Access,
  by: Actor,
  { executor, clock }: Pick<Parts, 'executor' | 'clock'>,
): Answering<null> {
  const command = { type: 'change-access', access, by, at: clock(), requestId: null, press: null } as const
  const { result } = await executor.execute(command)
  return result.ok ? ok(null) : result
}
