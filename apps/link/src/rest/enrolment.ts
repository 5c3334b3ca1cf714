import { type Actor, fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { isoTime } from '../clock.ts'
import { recordsOf, recordsOfGadget } from '../requests/access.ts'
import { gateMeant } from '../requests/caller.ts'
import type { RouteHandler } from './route.ts'

export const makeEnrolmentCode: RouteHandler<Routes['POST /enrolment-codes']> = async ({ caller, parts, body }) => {
  const { executor, gadgets, enrolment } = parts
  const gate = gateMeant(executor.state(), caller, body.gate)
  if (!gate.ok) return gate
  if (body.kind === 'gadget' && (await gadgets.byId(body.id)))
    return fail({ code: 'conflict', message: `there is a gadget ${body.id} already` })
  const { subject: id, name } = caller.principal
  const invited = await enrolment.invite({ what: body, by: { id, name } })
  return invited.ok ? ok({ code: invited.value.code, expiresAt: isoTime(invited.value.expiresAt) }) : invited
}

/** The code was made by an operator: in the record it is that one who let the machine in. */
export const enrol: RouteHandler<Routes['POST /enrol']> = async ({ parts, body, request }) => {
  const { authenticator, gadgets, enrolment, mayGuess, tellServers } = parts
  if (!mayGuess(request.ip)) return fail({ code: 'too_many', message: 'too many codes were tried: wait a minute' })
  const taken = await enrolment.take(body.code)
  if (!taken.ok) return taken
  const { what } = taken.value
  const by: Actor = { ...taken.value.by, via: 'api', device: null, groups: [] }
  const { name, gate } = what
  if (what.kind === 'server') {
    const grants = [{ role: 'server', gate } as const]
    const issued = await authenticator.issueToken({ name, grants, createdBy: by.id }, recordsOf('made', by, parts))
    return issued.ok ? ok({ kind: 'server', name, gate, token: issued.value.secret }) : issued
  }
  const { id, boss = null } = what
  const enrolled = await gadgets.enrol({ id, name, gate, boss }, recordsOfGadget('made', by, parts))
  if (!enrolled.ok) return enrolled
  await tellServers()
  const { macKey, pressKey } = enrolled.value
  return ok({ kind: 'gadget', id, name, gate, macKey, pressKey })
}
