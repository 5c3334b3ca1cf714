import { ok } from '@boss-deployer/gate'
import { limits, type Routes } from '@boss-deployer/protocol'
import type { CallRow } from '@boss-deployer/store'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { reaches } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

/** A page of the calls to others, as far as the caller may see their gates. */
export const listCalls: RouteHandler<Routes['GET /calls']> = async ({ caller, parts, query }) => {
  const { gate = null, lock = null, before = null, limit } = query
  const most = Math.min(Math.max(Number(limit ?? 100), 1), limits.page)
  const page = await parts.store.calls.list({ gate, lock }, before, most)
  const calls = page.filter((call) => reaches(caller, call.gate)).map(viewOf)
  return ok({ calls, next: page.length === most ? (page.at(-1)?.id ?? null) : null })
}

const viewOf = ({ id, integration, gate, lock, what, state, tries, said, askedAt, dueAt, endedAt }: CallRow) => ({
  ...{ id, integration, gate, lock, what, state, tries, said },
  askedAt: isoTime(askedAt),
  nextAt: state === 'asked' ? isoTime(dueAt) : null,
  endedAt: isoTimeOrNull(endedAt),
})
