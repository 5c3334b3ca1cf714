import type { Integration } from '../../calls/integration.ts'
import type { ReadSecret } from '../parts.ts'
import { abortOutcome, abortRequest, plannedAborts } from './abort.ts'
import { passOf } from './atc.ts'
import { checkedIn, checkOutcome, checkRequest, plannedChecks } from './check.ts'
import type { ConcourseEntry } from './entry.ts'

/**
 * Concourse checks a resource behind `passed` no more once it was green: so it is told to look when the mode changes
 * or a lock is approved, and what runs is aborted when the gate is blocked.
 */
export function makeConcourse(entry: ConcourseEntry, readSecret: ReadSecret): Integration {
  const { name, url, gate, abort } = entry
  const checked = checkedIn(entry, readSecret)
  const user = abort && { name: abort.username, password: readSecret(abort.password_file) }
  return {
    name,
    origins: [new URL(url).origin],
    plan: (event, view) => [
      ...plannedChecks(event, view, gate, checked),
      ...(user ? plannedAborts(event, view, entry) : []),
    ],
    passFor: ({ data }, now) => (user && data.does !== 'check' ? passOf(url, user, now) : null),
    request(call, pass) {
      if (call.data.does === 'check') return checkRequest(url, call, checked)
      return user ? abortRequest(url, call, pass) : null
    },
    outcomeOf: (answer, call) =>
      call.data.does === 'check' ? checkOutcome(answer) : abortOutcome(answer, call, entry),
  }
}
