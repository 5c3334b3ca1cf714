import type { Event } from '@boss-deployer/gate'
import type { Integration, PlannedCall, SeenLock } from '../../calls/integration.ts'
import { commentOn } from '../comment.ts'
import { toldBy } from '../ended.ts'
import type { ReadSecret } from '../parts.ts'
import { standingOf } from '../standing.ts'
import { answerableOf, outcomeOf, requestFor, told } from './answer.ts'
import type { GitlabEntry } from './entry.ts'
import { gateOf, gitlabHook } from './hook.ts'

/**
 * Approves deployments to protected environments, or rejects them: GitLab posts what is blocked, and no runner is held.
 * Nobody comes back to claim, so that the link does it, and GitLab hears yes only of a stored claim.
 */
export function makeGitlab(entry: GitlabEntry, readSecret: ReadSecret): Integration {
  const subject = `gitlab:${entry.name}`
  const token = readSecret(entry.token_file)
  const isOurs = ({ lock }: SeenLock) => lock.requester.id === subject
  return {
    name: entry.name,
    origins: [new URL(entry.url).origin],
    hook: gitlabHook(entry, subject, readSecret(entry.webhook_secret_file)),
    claims: (event, { locks }) => (event.type === 'unlocked' ? [...locks.values()].filter(isOurs) : []),
    plan: (event, view) =>
      toldBy(event, view)
        .filter(isOurs)
        .flatMap((it) => callFor(event, it)),
    request(call, _, state) {
      const { project = '', environment = '' } = call.data
      return gateOf(entry, project, environment) === call.gate ? requestFor(entry, token, call, state) : null
    },
    outcomeOf,
  }
}

function callFor(event: Event, seen: SeenLock): readonly PlannedCall[] {
  const about = answerableOf(seen)
  if (about === null) return []
  const { id, gate } = seen.lock
  const verdict = event.type === 'claimed' ? 'approved' : 'rejected'
  return [told(about, { gate, lock: id, key: id, standing: standingOf(seen.lock) }, verdict, commentOn(event, seen))]
}
