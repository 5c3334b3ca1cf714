import { fail, type GatePath, isAtOrBelow, ok, ROOT } from '@boss-deployer/gate'
import { limits, type Routes } from '@boss-deployer/protocol'
import { everything, type SearchFilter } from '@boss-deployer/store'
import { gatesWith, mayAt } from '../auth/principal.ts'
import { sync } from '../requests/questions.ts'
import { eventsSeenBy, locksNamedIn } from '../views/event-view.ts'
import type { RestCall, RouteHandler } from './route.ts'

type HistoryCall = RestCall<Routes['GET /history']>

const onlyWhole = {
  code: 'forbidden',
  message: 'the chain is checked over all gates: this token reaches only some',
} as const

const pageSize = (limit: string | undefined): number => Math.min(Math.max(Number(limit ?? 100), 1), limits.page)

/** A page of the record: after a sequence, oldest first; else newest first, before a sequence or from the head. */
export const showHistory: RouteHandler<Routes['GET /history']> = async (call) => {
  const { after, before, limit, ...filters } = call.query
  if (after === undefined) return found(call)
  if (before !== undefined || Object.values(filters).some((value) => value !== undefined))
    return fail({ code: 'invalid_message', message: 'either after, or before and filters' })
  const most = pageSize(limit)
  const page = await call.parts.store.history(Number(after), most + 1)
  const events = await eventsSeenBy(call.caller, page.slice(0, most), call.parts.store)
  return ok({ events, locks: await locksNamedIn(events, call.parts.store), more: page.length > most, next: null })
}

async function found({ query, caller, parts: { store } }: HistoryCall) {
  const { before, limit } = query
  const page = await store.search(
    filterOf(query, caller),
    before === undefined ? null : Number(before),
    pageSize(limit),
  )
  const events = await eventsSeenBy(caller, page.events, store)
  return ok({ events, locks: await locksNamedIn(events, store), more: page.next !== null, next: page.next })
}

/** What is asked for, of what this caller may see: so that no page is empty for want of rights. */
function filterOf(
  { gate, person, pipeline, step, outcome, via, lock, since, until }: HistoryCall['query'],
  { principal, rights }: HistoryCall['caller'],
): SearchFilter {
  const tops = topsOf({ principal, rights })
  return {
    ...everything,
    gate: gate ?? null,
    person: person ?? null,
    pipeline: pipeline ?? null,
    step: step ?? null,
    outcome: outcome ?? null,
    via: via ?? null,
    lock: lock ?? null,
    since: since === undefined ? null : Date.parse(since),
    until: until === undefined ? null : Date.parse(until),
    seenFrom: tops.includes(ROOT) ? null : tops,
  }
}

const topsOf = ({ principal, rights }: Pick<HistoryCall['caller'], 'principal' | 'rights'>): readonly GatePath[] => [
  ...new Set(rights.flatMap((right) => gatesWith(principal, right))),
]

/** What the record comes to, of what this caller may see. */
export const showNumbers: RouteHandler<Routes['GET /numbers']> = ({ query, caller, parts: { numbers } }) => {
  const { from, until, zone = 'UTC', gate = ROOT } = query
  const tops = topsOf(caller)
  const isBelow = tops.some((top) => isAtOrBelow(gate, top))
  const counted = isBelow ? [gate] : tops.filter((top) => isAtOrBelow(top, gate))
  return numbers.read({ from, until, zone, tops: counted })
}

export const showHead: RouteHandler<Routes['GET /history/head']> = async ({ caller, parts: { store, signer } }) =>
  mayAt(caller.principal, 'view', ROOT) ? ok(signer.sign(await store.head())) : fail(onlyWhole)

export const showSigningKey: RouteHandler<Routes['GET /history/key']> = async ({ parts: { signer } }) =>
  ok(signer.publicKey)

/** The stored bytes, an event a line: what the chain's hashes are made over. */
export const exportLines: RouteHandler<Routes['GET /history/export']> = async ({ query, caller, parts: { store } }) => {
  if (!mayAt(caller.principal, 'view', ROOT)) return fail(onlyWhole)
  const { after, before, limit } = query
  if (after !== undefined && before !== undefined)
    return fail({ code: 'invalid_message', message: 'either after or before' })
  const most = pageSize(limit)
  const events =
    after === undefined
      ? await store.historyBefore(before === undefined ? null : Number(before), most)
      : await store.history(Number(after), most)
  return ok(events.map(({ body }) => `${body}\n`).join(''))
}

export const syncOnce: RouteHandler<Routes['GET /sync']> = ({ query, caller, parts }) =>
  sync({ after: Number(query.after) }, caller, parts)
