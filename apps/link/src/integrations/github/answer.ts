import type { State } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import {
  type Answer,
  type CallOutcome,
  outcomeOfStatus,
  type PlannedCall,
  type SeenLock,
} from '../../calls/integration.ts'
import { BLOCKED_SINCE } from '../comment.ts'
import { bare } from '../parts.ts'
import { mayGoOn } from '../standing.ts'
import { callThatSays, type Said } from '../verdict.ts'
import type { GithubEntry } from './entry.ts'

const DIGITS = /^\d{1,20}$/

/** What GitHub has to be told, to know which deployment is answered. */
export type Answerable = Readonly<Record<'repository' | 'environment' | 'run' | 'installation', string>>

/** The only address that an answer about this run goes to. */
export const callbackOf = ({ url }: GithubEntry, { repository, run }: Pick<Answerable, 'repository' | 'run'>): string =>
  `${bare(url)}/repos/${repository}/actions/runs/${run}/deployment_protection_rule`

/** Which deployment a lock is about, as the webhook said; null: it is none, or its context was erased. */
export function answerableOf({ context, source }: SeenLock): Answerable | null {
  const { project: repository, buildId: run, attempt: installation } = source
  const { environment } = context
  if (repository === undefined || environment === undefined || run === undefined || installation === undefined)
    return null
  return DIGITS.test(run) && DIGITS.test(installation) ? { repository, environment, run, installation } : null
}

/** The call that tells GitHub. */
export const told = (about: Answerable, said: Said): PlannedCall => callThatSays(about, about.repository, said)

/** https://docs.github.com/rest/actions/workflow-runs#review-custom-deployment-protection-rules-for-a-workflow-run */
export function reviewOf(call: CallRow, state: State) {
  const { data } = call
  const isHeld = data.verdict === 'approved' && !mayGoOn(call, state)
  const verdict = isHeld ? 'rejected' : data.verdict
  const comment = isHeld ? BLOCKED_SINCE : data.comment
  return { environment_name: data.environment, state: verdict, comment }
}

/** A secondary limit is told as 403 with the time to wait: https://docs.github.com/rest/using-the-rest-api */
export function outcomeOfReview(answer: Answer): CallOutcome {
  const { status, retryAfterMs } = answer
  if (status === 403 && retryAfterMs !== null)
    return { state: 'asked', said: 'it asks to be left alone for a while', afterMs: retryAfterMs }
  if (status === 404 || status === 422)
    return { state: 'failed', said: `it answered ${status}: this waits there no more` }
  return outcomeOfStatus(answer)
}
