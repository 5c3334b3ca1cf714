import type { LastApproved, Lock } from '@boss-deployer/gate'
import type { LockFilter, Store } from '@boss-deployer/store'

/**
 * What was approved last of a pipeline and step: where a new lock's changelog begins. An approval that was killed or
 * ran out approved nothing in the end: then what it followed itself. Null where another team's pipeline of the same
 * name was last: no range is better than a wrong one.
 */
export async function lastApprovedOf(
  store: Pick<Store, 'approved'>,
  of: LockFilter,
  pipelineKey: string,
): Promise<LastApproved | null> {
  const [last] = await store.approved(of, null, 1)
  if (last?.pipelineKey !== pipelineKey) return null
  return isApproved(last) ? { lock: last.id, commit: last.commit, approvedAt: last.unlockedAt } : last.lastApproved
}

const isApproved = (lock: Lock): lock is Lock & { readonly unlockedAt: number } =>
  (lock.state === 'unlocked' || lock.state === 'claimed') && lock.unlockedAt !== null
