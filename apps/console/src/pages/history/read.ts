import { eventView, restAnswers } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { Refused } from '../../api/refused.ts'
import { call, type Fetch } from '../../api/rest.ts'
import { lockName } from '../../history/lock-name.ts'
import type { LockNames } from '../../history/sentence.ts'
import type { EventView } from '../../view/view.ts'

/** Newest first. */
export interface Page {
  readonly events: readonly EventView[]
  readonly names: LockNames
  /** The `before` of the next page; null where there is none. */
  readonly next: number | null
}

const answer = z.object({ ...restAnswers.history.shape, events: z.array(eventView) })

/**
 * A page of what a query finds, before a sequence or from the newest.
 * @throws Refused
 */
export async function readPage(
  fetch: Fetch,
  { query, before, limit }: { readonly query: URLSearchParams; readonly before: number | null; readonly limit: number },
): Promise<Page> {
  const asked = new URLSearchParams(query)
  asked.set('limit', String(limit))
  if (before !== null) asked.set('before', String(before))
  const answered = await call(fetch, { method: 'GET', path: `/history?${asked}`, schema: answer })
  if (!answered.ok) throw new Refused(answered.error)
  const { events, locks, next } = answered.value.value
  return { events, names: new Map(locks.map((lock) => [lock.uuid, lockName(lock)])), next }
}
