import { fail, ok, ROOT } from '@boss-deployer/gate'
import { limits, parse, restSchemas } from '@boss-deployer/protocol'
import type { StoredEvent } from '@boss-deployer/store'
import { mayAt } from '../auth/principal.ts'
import { eventsSeenBy } from '../views/event-view.ts'
import type { RestCall, Route } from './route.ts'

const onlyWhole = {
  code: 'forbidden',
  message: 'the chain is checked over all gates: this token reaches only some',
} as const

/** A page of the record: after a sequence, oldest first; else newest first, before a sequence or from the head. */
async function pageOf({ parts: { store }, request }: RestCall) {
  const query = parse(restSchemas.historyQuery, request.query)
  if (!query.ok) return query
  const { after, before, limit } = query.value
  if (after !== undefined && before !== undefined)
    return fail({ code: 'invalid_message', message: 'either after or before' } as const)
  const most = Math.min(Math.max(Number(limit ?? 100), 1), limits.page)
  const events: readonly StoredEvent[] =
    after === undefined
      ? await store.historyBefore(before === undefined ? null : Number(before), most + 1)
      : await store.history(Number(after), most + 1)
  return ok({ events: events.slice(0, most), more: events.length > most })
}

export const historyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/history',
    rights: ['view'],
    async answer(call) {
      const page = await pageOf(call)
      if (!page.ok) return page
      const events = await eventsSeenBy(call.caller, page.value.events, call.parts.store)
      return ok({ events, more: page.value.more })
    },
  },
  {
    method: 'GET',
    path: '/history/head',
    rights: ['view'],
    async answer({ caller: { principal }, parts: { store } }) {
      return mayAt(principal, 'view', ROOT) ? ok(await store.head()) : fail(onlyWhole)
    },
  },
]

/** The stored bytes, an event a line: what the chain's hashes are made over. */
export async function exportLines(call: RestCall) {
  if (!mayAt(call.caller.principal, 'view', ROOT)) return fail(onlyWhole)
  const page = await pageOf(call)
  return page.ok ? ok(page.value.events.map(({ body }) => `${body}\n`).join('')) : page
}
