import { ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { isoTime } from '../clock.ts'
import type { RouteHandler } from './route.ts'

export const listLinks: RouteHandler<Routes['GET /links']> = async ({ parts: { links } }) => {
  const seen = await links.list()
  return ok({
    links: seen.map(({ since, seenAt, ...rest }) => ({ ...rest, since: isoTime(since), seenAt: isoTime(seenAt) })),
  })
}
