import type { Event, GatePath, LockId } from '@boss-deployer/gate'
import type { Integration, PlannedCall, SeenLock } from '../calls/integration.ts'
import { commentOn } from './comment.ts'
import { toldBy } from './ended.ts'
import { standingOf } from './standing.ts'

const GIVE_UP_AFTER_MS = 24 * 60 * 60_000
const MAX_COMMENT = 1_000

type Verdict = 'approved' | 'rejected'

/** What is said of a deployment that waits outside, and which lock it is about. */
export interface Said {
  readonly gate: GatePath
  readonly lock: LockId | null
  /** Said once under this key. */
  readonly key: string
  readonly verdict: Verdict
  /** Shown beside the deployment. */
  readonly comment: string
  /** How the lock stands, for a call that is made later. */
  readonly standing?: Readonly<Record<string, string>>
}

/** The call that says it of a deployment. `of`: its repository or project. */
export const callThatSays = (
  about: Readonly<Record<string, string>> & { readonly environment: string },
  of: string,
  { gate, lock, key, verdict, comment, standing = {} }: Said,
): PlannedCall => ({
  ...{ key: `answer-${key}`, gate, lock, giveUpAfterMs: GIVE_UP_AFTER_MS },
  what: `answer ${about.environment} of ${of}: ${verdict}`,
  data: { ...about, ...standing, verdict, comment: comment.slice(0, MAX_COMMENT) },
})

/**
 * For deployments that wait outside: nobody comes back to claim, so that the link does it, and a yes is said only of a
 * stored claim.
 * @param subject who asked for the locks that are answered
 * @param sayOf the call about a lock; null: it is about no deployment
 */
export function verdicts(
  subject: string,
  sayOf: (seen: SeenLock, said: Said) => PlannedCall | null,
): Required<Pick<Integration, 'claims' | 'plan'>> {
  const isOurs = ({ lock }: SeenLock) => lock.requester.id === subject
  const saidOf = (event: Event, seen: SeenLock): Said => ({
    ...{ gate: seen.lock.gate, lock: seen.lock.id, key: seen.lock.id, standing: standingOf(seen.lock) },
    verdict: event.type === 'claimed' ? 'approved' : 'rejected',
    comment: commentOn(event, seen),
  })
  return {
    claims: (event, { locks }) => (event.type === 'unlocked' ? [...locks.values()].filter(isOurs) : []),
    plan: (event, view) =>
      toldBy(event, view)
        .filter(isOurs)
        .flatMap((seen) => sayOf(seen, saidOf(event, seen)) ?? []),
  }
}
