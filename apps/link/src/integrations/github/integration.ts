import type { Event } from '@boss-deployer/gate'
import type { Integration, PlannedCall, SeenLock } from '../../calls/integration.ts'
import { commentOn } from '../comment.ts'
import { toldBy } from '../ended.ts'
import type { ReadSecret } from '../parts.ts'
import { standingOf } from '../standing.ts'
import { answerableOf, callbackOf, outcomeOfReview, reviewOf, told } from './answer.ts'
import { headers, privateKeyOf, tokenOf } from './app-token.ts'
import type { GithubEntry } from './entry.ts'
import { gateOf, githubHook } from './hook.ts'

/**
 * A custom deployment protection rule: GitHub posts what waits, and no runner is held. Nobody comes back to claim, so
 * that the link does it, and GitHub hears yes only of a stored claim.
 */
export function makeGithub(entry: GithubEntry, readSecret: ReadSecret): Integration {
  const subject = `github:${entry.name}`
  const key = privateKeyOf(readSecret(entry.private_key_file))
  const isOurs = ({ lock }: SeenLock) => lock.requester.id === subject
  return {
    name: entry.name,
    origins: [new URL(entry.url).origin],
    hook: githubHook(entry, subject, readSecret(entry.webhook_secret_file)),
    claims: (event, { locks }) => (event.type === 'unlocked' ? [...locks.values()].filter(isOurs) : []),
    plan: (event, view) =>
      toldBy(event, view)
        .filter(isOurs)
        .flatMap((seen) => callFor(event, seen)),
    passFor: ({ data: { installation, repository } }, now) =>
      installation === undefined || repository === undefined
        ? null
        : tokenOf({ entry, key, now }, installation, repository),
    request(call, pass, state) {
      const { repository = '', environment = '', run = '' } = call.data
      if (gateOf(entry, repository, environment) !== call.gate) return null
      return {
        ...{ method: 'POST', url: callbackOf(entry, { repository, run }) },
        headers: { ...headers, authorization: `Bearer ${pass ?? ''}` },
        body: JSON.stringify(reviewOf(call, state)),
      }
    },
    outcomeOf: outcomeOfReview,
  }
}

function callFor(event: Event, seen: SeenLock): readonly PlannedCall[] {
  const about = answerableOf(seen)
  if (about === null) return []
  const { id, gate } = seen.lock
  const verdict = event.type === 'claimed' ? 'approved' : 'rejected'
  return [told(about, { gate, lock: id, key: id, standing: standingOf(seen.lock) }, verdict, commentOn(event, seen))]
}
