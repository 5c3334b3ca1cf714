import { eventView, lockView, restAnswers } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { call, type Fetch } from '../../api/rest.ts'
import type { EventView, OpenLock } from '../../view/view.ts'
import type { Result, WireError } from '../../view/wire.ts'

type LockState = z.infer<typeof lockView>['state']

/** A lock in whatever state it is. */
export interface ShownLock extends Omit<OpenLock, 'state'> {
  readonly state: LockState
  readonly end: { readonly by: string; readonly reason: string | null } | null
  /** Who may answer: principals and `group:` names; null: whoever may decide at its gate. */
  readonly mayVote: readonly string[] | null
}

export interface LockAndTimeline {
  readonly lock: ShownLock
  /** What happened to it, the first first. */
  readonly events: readonly EventView[]
}

/** Of more, the newest. */
const MOST_EVENTS = 100

const timeline = z.object({ ...restAnswers.history.shape, events: z.array(eventView) })

/** A lock and what happened to it, by its uuid. */
export async function readLock(fetch: Fetch, uuid: string): Promise<Result<LockAndTimeline, WireError>> {
  const found = await call(fetch, { method: 'GET', path: `/locks/${encodeURIComponent(uuid)}`, schema: lockView })
  if (!found.ok) return found
  const query = new URLSearchParams({ lock: uuid, limit: String(MOST_EVENTS) })
  const past = await call(fetch, { method: 'GET', path: `/history?${query}`, schema: timeline })
  if (!past.ok) return past
  const { votes, mayVote = null, nudgedAt = null, ...lock } = found.value.value
  return {
    ok: true,
    value: {
      lock: { ...lock, mayVote, nudgedAt, votes: votes.length, voters: votes.map(({ id, name }) => ({ id, name })) },
      events: [...past.value.value.events].reverse(),
    },
  }
}
