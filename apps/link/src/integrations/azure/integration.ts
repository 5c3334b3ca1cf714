import { isAtOrBelow } from '@boss-deployer/gate'
import {
  type Answer,
  type CallOutcome,
  type Integration,
  outcomeOfStatus,
  type PlannedCall,
  type SeenLock,
} from '../../calls/integration.ts'
import { toldBy } from '../ended.ts'
import { bare, type ReadSecret } from '../parts.ts'
import { mayGoOn, standingOf } from '../standing.ts'
import type { AzureEntry } from './entry.ts'
import { azureHook } from './hook.ts'

const GIVE_UP_AFTER_MS = 24 * 60 * 60_000
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/**
 * Answers a check that Azure Pipelines made in callback mode and waits for. Nobody comes back to claim, so that the link
 * does it; the check hears yes only of a stored claim. What the check told of its plan, job and task is taken from the
 * token that the operator named and from no other, or whoever may ask at the gate could answer another's check.
 */
export function makeAzure(entry: AzureEntry, readSecret: ReadSecret): Integration {
  const { name, url, gate, asks_as: asksAs, hook_password_file: file } = entry
  const subject = `token:${asksAs}`
  const authorization = `Basic ${Buffer.from(`:${readSecret(entry.token_file)}`).toString('base64')}`
  const isOurs = ({ lock, source }: SeenLock) =>
    isAtOrBelow(lock.gate, gate) && lock.requester.id === subject && taskOf(source) !== null
  return {
    name,
    origins: [new URL(url).origin],
    ...(file === undefined ? {} : { hook: azureHook(subject, readSecret(file)) }),
    claims: (event, { locks }) => (event.type === 'unlocked' ? [...locks.values()].filter(isOurs) : []),
    plan(event, view) {
      const result = event.type === 'claimed' ? 'succeeded' : 'failed'
      return toldBy(event, view)
        .filter(isOurs)
        .flatMap((seen) => callFor(seen, result))
    },
    // https://learn.microsoft.com/rest/api/azure/devops/distributedtask/events/post-event
    request(call, _, state) {
      const { planId = '', jobId, taskId, result: planned } = call.data
      const result = mayGoOn(call, state) ? planned : 'failed'
      return {
        method: 'POST',
        url: `${bare(url)}/${encodeURIComponent(entry.project)}/_apis/distributedtask/hubs/checks/plans/${planId}/events?api-version=7.1`,
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'TaskCompleted', jobId, taskId, result }),
      }
    },
    outcomeOf: outcomeOfEvent,
  }
}

/** Where the check told what waits. */
function taskOf({ buildId: planId, job: jobId, attempt: taskId }: SeenLock['source']) {
  if (planId === undefined || jobId === undefined || taskId === undefined) return null
  return [planId, jobId, taskId].every((id) => UUID.test(id)) ? { planId, jobId, taskId } : null
}

function callFor({ lock, source }: SeenLock, result: string): readonly PlannedCall[] {
  const task = taskOf(source)
  if (task === null) return []
  const { id, gate, pipeline } = lock
  return [
    {
      ...{ key: `answer-${id}`, gate, lock: id, what: `answer the check of ${pipeline}: ${result}` },
      ...{ data: { ...task, ...standingOf(lock), result }, giveUpAfterMs: GIVE_UP_AFTER_MS },
    },
  ]
}

/** With a token that has ended, Azure DevOps answers a page to sign in at, as 203 or 302. */
const outcomeOfEvent = (answer: Answer): CallOutcome =>
  answer.status === 203 || answer.status === 302
    ? { state: 'asked', said: 'it does not know this token' }
    : outcomeOfStatus(answer)
