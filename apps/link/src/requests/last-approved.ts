import type { LastApproved, Lock } from '@boss-deployer/gate'
import type { LockFilter, Store } from '@boss-deployer/store'

/** How far back is looked among those of other teams' pipelines of the same name, and approvals that came to nothing. */
const MOST = 20

/**
 * What was approved last of a pipeline and step: where a new lock's changelog begins. An approval that was killed or
 * ran out approved nothing in the end. Null where there is none: no range is better than a wrong one.
 */
export async function lastApprovedOf(
  store: Pick<Store, 'lastListed'>,
  of: LockFilter,
  pipelineKey: string,
): Promise<LastApproved | null> {
  const fits = (lock: Lock) =>
    lock.pipelineKey === pipelineKey && (lock.state === 'unlocked' || lock.state === 'claimed')
  // The newest is nearly always the one, and this is asked at every request.
  const last = (await store.lastListed(of, 1)).find(fits) ?? (await store.lastListed(of, MOST)).find(fits)
  if (!last || last.unlockedAt === null) return null
  return { lock: last.id, commit: last.commit, approvedAt: last.unlockedAt }
}
