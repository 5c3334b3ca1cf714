import type { Lock } from '@boss-deployer/gate'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'

/** What the link itself must get over before a claim can be decided. */
const isPassing = (code: string): boolean => code === 'unavailable' || code === 'internal'

/**
 * Claims a lock in the name of who asked for it and does not come back. A refusal is no error: what ended the lock is an
 * event of its own. Throws where it is not known what came of it.
 */
export const claimer =
  ({ executor, clock }: { readonly executor: Pick<Executor, 'execute'>; readonly clock: Clock }) =>
  async ({ id, requester }: Lock): Promise<void> => {
    const by = { ...requester, via: 'api', device: null, groups: [] } as const
    const said = { by, at: clock(), requestId: null, press: null }
    const { result } = await executor.execute({ ...said, type: 'claim', lock: id, gate: null, commit: null })
    if (!result.ok && isPassing(result.error.code)) throw new Error(result.error.message)
  }
