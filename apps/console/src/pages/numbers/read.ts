import { fields, parse, restAnswers } from '@boss-deployer/protocol'
import { Refused } from '../../api/refused.ts'
import { call, type Fetch } from '../../api/rest.ts'

const DAY_MS = 24 * 60 * 60_000
/** Counting up to 200,000 events takes the link some seconds, and others may be before us. */
const WITHIN_MS = 60_000

export const spans = [7, 30, 90] as const

/** What is counted, as the address says it. */
export interface Asked {
  readonly days: (typeof spans)[number]
  readonly gate: string | null
}

/** What an address asks for; 30 days of all gates where it says nothing that is right. */
export function askedIn(search: URLSearchParams): Asked {
  const days = spans.find((each) => String(each) === search.get('days')) ?? 30
  const gate = parse(fields.gate, search.get('gate') ?? undefined)
  return { days, gate: gate.ok ? gate.value : null }
}

export function searchOf({ days, gate }: Asked): string {
  const search = new URLSearchParams({ days: String(days) })
  if (gate !== null) search.set('gate', gate)
  return `?${search}`
}

export type Numbers = Awaited<ReturnType<typeof readNumbers>>

/**
 * What the last days up to now (ms since 1970) come to, in the viewer's time zone.
 * @throws Refused
 */
export async function readNumbers(fetch: Fetch, { days, gate }: Asked, now: number) {
  const query = new URLSearchParams({
    from: new Date(now - days * DAY_MS).toISOString(),
    until: new Date(now).toISOString(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(gate === null ? {} : { gate }),
  })
  const path = `/numbers?${query}`
  const answered = await call(fetch, { method: 'GET', path, schema: restAnswers.numbers, deadlineMs: WITHIN_MS })
  if (!answered.ok) throw new Refused(answered.error)
  return answered.value.value
}
