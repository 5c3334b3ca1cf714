import { ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { Principal } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'
import type { BrowserRow } from '../people/tables.ts'
import type { RouteHandler } from './route.ts'

const MAX_AGENT = 300

const viewFor =
  ({ credential }: Principal) =>
  ({ id, agent, createdAt, sessionId }: BrowserRow) => ({
    ...{ id, agent },
    createdAt: isoTime(createdAt.getTime()),
    isThis: sessionId === credential,
  })

export const listBrowsers: RouteHandler<Routes['GET /push']> = async ({ caller: { principal }, parts: { push } }) =>
  ok({ key: await push.key(), browsers: (await push.list(principal)).map(viewFor(principal)) })

export const tellBrowser: RouteHandler<Routes['POST /push/browsers']> = async ({ caller, parts, body, request }) => {
  const agent = request.headers['user-agent']?.slice(0, MAX_AGENT) ?? null
  const added = await parts.push.add(caller.principal, { ...body, agent })
  return added.ok ? ok(viewFor(caller.principal)(added.value)) : added
}

export const removeBrowser: RouteHandler<Routes['DELETE /push/browsers/{id}']> = async ({ caller, parts, params }) =>
  ok({ revoked: await parts.push.remove(caller.principal, params.id) })

export const tryBrowser: RouteHandler<Routes['POST /push/browsers/{id}/test']> = async ({ caller, parts, params }) =>
  ok({ asked: await parts.push.test(caller.principal, params.id) })
