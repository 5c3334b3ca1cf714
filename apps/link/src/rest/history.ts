import { fail, ok, ROOT } from '@boss-deployer/gate'
import { limits, type Routes } from '@boss-deployer/protocol'
import type { StoredEvent } from '@boss-deployer/store'
import { mayAt } from '../auth/principal.ts'
import { sync } from '../requests/questions.ts'
import { eventsSeenBy } from '../views/event-view.ts'
import type { RestCall, RouteHandler } from './route.ts'

const onlyWhole = {
  code: 'forbidden',
  message: 'the chain is checked over all gates: this token reaches only some',
} as const

/** A page of the record: after a sequence, oldest first; else newest first, before a sequence or from the head. */
async function pageOf({ parts: { store }, query }: Pick<RestCall<Routes['GET /history']>, 'parts' | 'query'>) {
  const { after, before, limit } = query
  if (after !== undefined && before !== undefined)
    return fail({ code: 'invalid_message', message: 'either after or before' } as const)
  const most = Math.min(Math.max(Number(limit ?? 100), 1), limits.page)
  const events: readonly StoredEvent[] =
    after === undefined
      ? await store.historyBefore(before === undefined ? null : Number(before), most + 1)
      : await store.history(Number(after), most + 1)
  return ok({ events: events.slice(0, most), more: events.length > most })
}

export const showHistory: RouteHandler<Routes['GET /history']> = async (call) => {
  const page = await pageOf(call)
  if (!page.ok) return page
  const events = await eventsSeenBy(call.caller, page.value.events, call.parts.store)
  return ok({ events, more: page.value.more })
}

export const showHead: RouteHandler<Routes['GET /history/head']> = async ({ caller, parts: { store } }) =>
  mayAt(caller.principal, 'view', ROOT) ? ok(await store.head()) : fail(onlyWhole)

/** The stored bytes, an event a line: what the chain's hashes are made over. */
export const exportLines: RouteHandler<Routes['GET /history/export']> = async (call) => {
  if (!mayAt(call.caller.principal, 'view', ROOT)) return fail(onlyWhole)
  const page = await pageOf(call)
  return page.ok ? ok(page.value.events.map(({ body }) => `${body}\n`).join('')) : page
}

export const syncOnce: RouteHandler<Routes['GET /sync']> = ({ query, caller, parts }) =>
  sync({ after: Number(query.after) }, caller, parts)
