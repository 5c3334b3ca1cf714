import { type Event, type GatePath, isAtOrBelow } from '@boss-deployer/gate'
import type { CallRow } from '@boss-deployer/store'
import {
  type Answer,
  type CallOutcome,
  type Outgoing,
  outcomeOfStatus,
  type PlannedCall,
  type View,
} from '../../calls/integration.ts'
import { bare, type ReadSecret } from '../parts.ts'
import type { ConcourseEntry } from './entry.ts'

const GIVE_UP_AFTER_MS = 10 * 60_000

/** What the webhook of one resource needs. */
export interface Checked {
  readonly team: string
  readonly pipeline: string
  readonly resource: string
  readonly vars: Readonly<Record<string, string | number | boolean>>
  readonly token: string
}

export const checkedIn = ({ resources }: ConcourseEntry, readSecret: ReadSecret): readonly Checked[] =>
  resources.flatMap(({ webhook_token_file: file, vars = {}, ...resource }) =>
    file === undefined ? [] : { ...resource, vars, token: readSecret(file) },
  )

/** Where the API has a resource. */
export const pathOf = ({ team, pipeline, resource }: Pick<Checked, 'team' | 'pipeline' | 'resource'>): string =>
  `/teams/${encodeURIComponent(team)}/pipelines/${encodeURIComponent(pipeline)}/resources/${encodeURIComponent(resource)}`

const nameOf = ({ team, pipeline, resource, vars }: Omit<Checked, 'token'>): string =>
  [team, pipeline, resource, ...Object.entries(vars).map(([name, value]) => `${name}:${value}`)].join('/')

/** A check of each resource as soon as it would see something else: another mode, or a lock that is listed now. */
export function plannedChecks(
  event: Event,
  view: View,
  at: GatePath,
  checked: readonly Checked[],
): readonly PlannedCall[] {
  if (!isNews(event, view, at)) return []
  return checked.map((resource) => ({
    key: `check-${nameOf(resource)}`,
    gate: event.gate,
    lock: 'lock' in event ? event.lock : null,
    what: `check ${nameOf(resource)}`,
    data: { does: 'check', resource: nameOf(resource) },
    giveUpAfterMs: GIVE_UP_AFTER_MS,
  }))
}

function isNews(event: Event, { locks }: View, at: GatePath): boolean {
  if (event.type === 'mode-changed') return isAtOrBelow(event.gate, at) || isAtOrBelow(at, event.gate)
  if (event.type !== 'unlocked' && event.type !== 'claimed') return false
  // A lock that somebody waits for is listed once it is claimed, any other as soon as it is unlocked.
  const holds = locks.get(event.lock)?.lock.hold ?? true
  return holds === (event.type === 'claimed') && isAtOrBelow(event.gate, at)
}

/** `POST …/check/webhook`: the token is in the query, the body is not looked at (atc/api/resourceserver/check_webhook.go). */
export function checkRequest(url: string, { data }: CallRow, checked: readonly Checked[]): Outgoing | null {
  const resource = checked.find((each) => nameOf(each) === data.resource)
  if (!resource) return null
  const query = new URLSearchParams({ webhook_token: resource.token })
  for (const [name, value] of Object.entries(resource.vars)) query.set(`vars.${name}`, JSON.stringify(value))
  return { method: 'POST', url: `${bare(url)}/api/v1${pathOf(resource)}/check/webhook?${query.toString()}` }
}

/** A wrong token stays wrong. */
export const checkOutcome = (answer: Answer): CallOutcome =>
  answer.status === 401 ? { state: 'failed', said: 'its webhook token is another one' } : outcomeOfStatus(answer)
