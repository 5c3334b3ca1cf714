import { eventView, type WireError } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import type { EventView } from '../view/view.ts'
import type { Result } from '../view/wire.ts'
import { call, type Fetch } from './rest.ts'

const PAGE = 50

export interface HistoryPage {
  /** Newest first. */
  readonly events: readonly EventView[]
  readonly more: boolean
}

const page = z.object({ events: z.array(eventView), more: z.boolean() })

/** A page of the record before a sequence, or from its head where that is null. */
export async function readHistory(fetch: Fetch, before: number | null): Promise<Result<HistoryPage, WireError>> {
  const from = before === null ? '' : `&before=${before}`
  const answer = await call(fetch, { method: 'GET', path: `/history?limit=${PAGE}${from}`, schema: page })
  return answer.ok ? { ok: true, value: answer.value.value } : answer
}
