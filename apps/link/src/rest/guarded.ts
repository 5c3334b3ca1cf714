import { isAtOrBelow, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { gateMeant } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

/** Counts by the sockets of this link: what another link supervises is not known here. */
export const countGuarded: RouteHandler<Routes['GET /gates/{gate}/guarded']> = async ({ caller, params, parts }) => {
  const gate = gateMeant(parts.executor.state(), caller, params.gate)
  if (!gate.ok) return gate
  const links = (await parts.links.list()).filter(({ online }) => online)
  const running = parts.guarded().filter((at) => isAtOrBelow(at, gate.value)).length
  return ok({ gate: gate.value, running, isWhole: links.length <= 1 })
}
