import type { Command, Lock } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import { linkItself } from '../requests/access.ts'
import type { Supervised } from './integration.ts'

/** What calls to others lead to here. Each throws where it is not known what came of it. */
export interface Decided {
  /**
   * Claims a lock in the name of who asked for it and does not come back. A refusal is no error: what ended the lock is an
   * event of its own.
   */
  claim(lock: Lock): Promise<void>
  /** Writes into the record that what runs for a call's lock is stopping, or has ended; once, however often it is told. */
  record(call: CallRow, state: Supervised): Promise<void>
}

/** What the link itself must get over before a command can be decided. */
const isPassing = (code: string): boolean => code === 'unavailable' || code === 'internal'

interface DecidedParts {
  readonly executor: Pick<Executor, 'execute'>
  readonly clock: Clock
}

export function decidedBy({ executor, clock }: DecidedParts): Decided {
  async function decide(command: Command): Promise<void> {
    const { result } = await executor.execute(command)
    if (!result.ok && isPassing(result.error.code)) throw new Error(result.error.message)
  }

  return {
    claim({ id, requester }) {
      const by = { ...requester, via: 'api', device: null, groups: [] } as const
      const said = { by, at: clock(), requestId: null, press: null }
      return decide({ ...said, type: 'claim', lock: id, gate: null, commit: null })
    },
    record({ id, gate, lock }, state) {
      const said = { by: linkItself, at: clock(), requestId: `call ${id}: ${state}`, press: null }
      return decide({ ...said, type: 'guard', gate, lock, state })
    },
  }
}
