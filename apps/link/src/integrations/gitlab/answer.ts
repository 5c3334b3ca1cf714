import type { State } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import * as z from 'zod/mini'
import {
  type Answer,
  type CallOutcome,
  type Outgoing,
  outcomeOfStatus,
  type PlannedCall,
  type SeenLock,
} from '../../calls/integration.ts'
import { BLOCKED_SINCE } from '../comment.ts'
import { bare } from '../parts.ts'
import { mayGoOn } from '../standing.ts'
import { callThatSays, type Said } from '../verdict.ts'
import type { GitlabEntry } from './entry.ts'

const DIGITS = /^\d{1,20}$/

/** Which deployment waits, and of what. */
export type Answerable = Readonly<Record<'project' | 'environment' | 'deployment' | 'commit', string>>

/** As the webhook said of a lock; null: it is about no deployment, or its context was erased. */
export function answerableOf({ lock, context, source }: SeenLock): Answerable | null {
  const { project, attempt: deployment } = source
  const { environment } = context
  if (project === undefined || environment === undefined || deployment === undefined || lock.commit === null)
    return null
  return DIGITS.test(deployment) ? { project, environment, deployment, commit: lock.commit } : null
}

/** The call that tells GitLab. A yes looks first: the webhook alone does not prove which deployment it speaks of. */
export const told = (about: Answerable, said: Said): PlannedCall =>
  callThatSays({ ...about, does: said.verdict === 'approved' ? 'look' : 'answer' }, about.project, said)

/** How the deployment is looked at, or answered: https://docs.gitlab.com/api/deployments/ */
export function requestFor(entry: GitlabEntry, token: string, call: CallRow, state: State): Outgoing {
  const { project = '', deployment = '', does, verdict, comment } = call.data
  const url = `${bare(entry.url)}/api/v4/projects/${encodeURIComponent(project)}/deployments/${deployment}`
  const headers = { 'private-token': token, 'user-agent': 'boss-deployer' }
  if (does === 'look') return { method: 'GET', url, headers }
  const said =
    verdict === 'approved' && !mayGoOn(call, state)
      ? { status: 'rejected', comment: BLOCKED_SINCE }
      : { status: verdict, comment }
  const as = entry.represented_as === undefined ? {} : { represented_as: entry.represented_as }
  return {
    ...{ method: 'POST', url: `${url}/approval` },
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ...said, ...as }),
  }
}

const seen = z.object({ status: z.string(), sha: z.string(), environment: z.object({ name: z.string() }) })

export function outcomeOf(answer: Answer, call: CallRow): CallOutcome {
  const outcome = outcomeOfStatus(answer)
  return call.data.does === 'look' && outcome.state === 'confirmed' ? afterLook(answer, call) : outcome
}

function afterLook({ body }: Answer, { data }: CallRow): CallOutcome {
  const found = deploymentIn(body)
  if (found === null) return { state: 'asked', said: 'its answer was none' }
  const isThis = found.environment.name === data.environment && found.sha === data.commit
  if (!isThis)
    return { state: 'failed', said: 'this deployment is of another environment or commit than was asked for' }
  if (found.status !== 'blocked') return { state: 'failed', said: `it waits no more: it is ${found.status}` }
  return { state: 'asked', said: 'it waits', afterMs: 0, data: { ...data, does: 'answer' } }
}

function deploymentIn(body: string): z.infer<typeof seen> | null {
  try {
    const parsed = seen.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
