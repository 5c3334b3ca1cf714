import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { isoTimeOrNull } from '../clock.ts'
import { beyond, gateMeant, reaches } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

export const listGadgets: RouteHandler<Routes['GET /gadgets']> = async ({ caller, parts: { gadgets } }) => {
  const rows = (await gadgets.list()).filter(({ gate }) => reaches(caller, gate))
  return ok({
    gadgets: rows.map(({ id, name, gate, revokedAt }) => ({ id, name, gate, revokedAt: isoTimeOrNull(revokedAt) })),
  })
}

export const enrolGadget: RouteHandler<Routes['POST /gadgets']> = async ({ caller, parts, body }) => {
  const { executor, gadgets } = parts
  const { id, name, boss = null } = body
  const gate = gateMeant(executor.state(), caller, body.gate)
  if (!gate.ok) return gate
  const enrolled = await gadgets.enrol({ id, name, gate: gate.value, boss })
  if (!enrolled.ok) return enrolled
  const { macKey, pressKey } = enrolled.value
  return ok({ id, name, gate: gate.value, macKey, pressKey })
}

export const revokeGadget: RouteHandler<Routes['DELETE /gadgets/{id}']> = async ({ caller, parts, params }) => {
  const gadget = (await parts.gadgets.list()).find(({ id }) => id === params.id)
  if (!gadget) return fail({ code: 'invalid_message', message: 'there is no such gadget' })
  if (!reaches(caller, gadget.gate)) return fail(beyond(caller, gadget.gate))
  return ok({ revoked: await parts.gadgets.revoke(gadget.id) })
}
