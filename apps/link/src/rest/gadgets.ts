import { fail, headOf, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import type { GadgetRow } from '@boss-deployer/store'
import { isOnline, macKeyOf, voterOf } from '../auth/gadgets.ts'
import { actorOf } from '../auth/principal.ts'
import { isoTime, isoTimeOrNull } from '../clock.ts'
import { recordsOfGadget } from '../requests/access.ts'
import { beyond, type Caller, gateMeant, reaches } from '../requests/caller.ts'
import type { Answering, Parts } from '../requests/parts.ts'
import type { RouteHandler } from './route.ts'

function gadgetView(row: GadgetRow, { gadgets, executor, clock }: Pick<Parts, 'gadgets' | 'executor' | 'clock'>) {
  const online = isOnline(row, clock())
  return {
    id: row.id,
    name: row.name,
    gate: row.gate,
    voter: row.voter,
    online,
    seenAt: isoTimeOrNull(row.seenAt),
    ...gadgets.toldOf(row.id),
    lock: online ? (headOf(executor.state(), row.gate)?.id ?? null) : null,
    createdAt: isoTime(row.createdAt),
    revokedAt: isoTimeOrNull(row.revokedAt),
  }
}

export const listGadgets: RouteHandler<Routes['GET /gadgets']> = async ({ caller, parts }) => {
  const rows = (await parts.gadgets.list()).filter(({ gate }) => reaches(caller, gate))
  return ok({ gadgets: rows.map((row) => gadgetView(row, parts)) })
}

export const enrolGadget: RouteHandler<Routes['POST /gadgets']> = async ({ caller, parts, body }) => {
  const { executor, gadgets, tellServers } = parts
  const { id, name, boss = null } = body
  const gate = gateMeant(executor.state(), caller, body.gate)
  if (!gate.ok) return gate
  const record = recordsOfGadget('made', actorOf(caller.principal), parts)
  const enrolled = await gadgets.enrol({ id, name, gate: gate.value, boss }, record)
  if (!enrolled.ok) return enrolled
  await tellServers()
  const { macKey, pressKey } = enrolled.value
  return ok({ id, name, gate: gate.value, macKey, pressKey })
}

/** A gadget in the caller's reach that was not revoked. */
async function findGadget(id: string, caller: Caller, { gadgets }: Pick<Parts, 'gadgets'>): Answering<GadgetRow> {
  const gadget = await gadgets.byId(id)
  if (!gadget || gadget.revokedAt !== null) return fail({ code: 'not_found', message: 'there is no such gadget' })
  return reaches(caller, gadget.gate) ? ok(gadget) : fail(beyond(caller, gadget.gate))
}

export const changeGadget: RouteHandler<Routes['PATCH /gadgets/{id}']> = async ({ caller, parts, params, body }) => {
  const found = await findGadget(params.id, caller, parts)
  if (!found.ok) return found
  const { id } = found.value
  const gate = gateMeant(parts.executor.state(), caller, body.gate ?? found.value.gate)
  if (!gate.ok) return gate
  const name = body.name ?? found.value.name
  const voter = body.boss === undefined ? found.value.voter : voterOf({ id, name, boss: body.boss })
  const changed: GadgetRow = { ...found.value, name, gate: gate.value, voter }
  const recorded = await recordsOfGadget('changed', actorOf(caller.principal), parts)(changed)
  if (!recorded.ok) return recorded
  await parts.gadgets.change(id, changed)
  await parts.tellServers()
  return ok(gadgetView(changed, parts))
}

export const showMacKey: RouteHandler<Routes['GET /gadgets/{id}/mac-key']> = async ({ caller, parts, params }) => {
  const found = await findGadget(params.id, caller, parts)
  return found.ok ? ok({ id: found.value.id, macKey: macKeyOf(found.value) }) : found
}

export const testLights: RouteHandler<Routes['POST /gadgets/{id}/test']> = async ({ caller, parts, params }) => {
  const found = await findGadget(params.id, caller, parts)
  if (!found.ok) return found
  const { id, gate } = found.value
  const at = parts.clock()
  if (!isOnline(found.value, at)) return ok({ id, gate, online: false })
  const said = { by: actorOf(caller.principal), at, requestId: null, press: null }
  const { result } = await parts.executor.execute({ ...said, type: 'test-lights', gate, gadget: id })
  return result.ok ? ok({ id, gate, online: true }) : result
}

export const revokeGadget: RouteHandler<Routes['DELETE /gadgets/{id}']> = async ({ caller, parts, params }) => {
  const { gadgets, tellServers } = parts
  const gadget = await gadgets.byId(params.id)
  if (!gadget) return fail({ code: 'not_found', message: 'there is no such gadget' })
  if (!reaches(caller, gadget.gate)) return fail(beyond(caller, gadget.gate))
  if (gadget.revokedAt !== null) return ok({ revoked: false })
  const recorded = await recordsOfGadget('revoked', actorOf(caller.principal), parts)(gadget)
  if (!recorded.ok) return recorded
  const revoked = await gadgets.revoke(gadget.id)
  await tellServers()
  return ok({ revoked })
}
