import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { isoTime } from '../clock.ts'
import type { RouteHandler } from './route.ts'

export const showWaysIn: RouteHandler<Routes['GET /sign-in']> = async ({ parts: { people } }) =>
  ok(await people.waysIn())

export const showMe: RouteHandler<Routes['GET /me']> = async ({ caller, parts: { people } }) => {
  const { subject, name, grants, groups, expiresAt } = caller.principal
  const person = await people.ofSubject(subject)
  const how = person ? await people.howSignsIn(person) : { hasPassword: false, hasSecondFactor: false }
  return ok({
    ...{ subject, name, email: person?.email ?? null, grants: [...grants], groups: [...groups] },
    ...how,
    expiresAt: expiresAt === null ? null : isoTime(expiresAt),
  })
}

export const setFirstPassword: RouteHandler<Routes['POST /me/password']> = async ({ caller, parts, body }) => {
  const person = await parts.people.ofSubject(caller.principal.subject)
  if (!person) return fail({ code: 'forbidden', message: 'only people have passwords' })
  const set = await parts.people.setFirstPassword(person, body.password)
  const { subject } = caller.principal
  parts.security({ event: 'password', outcome: set ? 'done' : 'refused', subject })
  return set ? ok({ hasPassword: true }) : fail({ code: 'conflict', message: 'there is a password: change that one' })
}
