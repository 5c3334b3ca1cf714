import { fail, ok, type Result } from '@boss-deployer/gate'
import type { Routes, WireError } from '@boss-deployer/protocol'
import { actorOf, type Principal } from '../auth/principal.ts'
import { isSameOrigin } from '../auth/session.ts'
import { isoTime } from '../clock.ts'
import type { HubParts } from '../hub/hub.ts'
import { endOf, grantsOf, groupsOf, subjectOf } from '../people/person.ts'
import type { PersonRow, SessionRow } from '../people/tables.ts'
import type { Caller } from '../requests/caller.ts'
import { setPersonCookie } from './person-cookie.ts'
import type { RouteHandler } from './route.ts'
import { mayGive, tooWide } from './tokens.ts'

const noPerson = { code: 'not_found', message: 'there is no such person' } as const

const personView = (person: PersonRow) => ({
  id: person.id,
  subject: subjectOf(person),
  name: person.name,
  email: person.email,
  grants: grantsOf(person),
  groups: groupsOf(person),
  createdAt: person.createdAt.toISOString(),
  revokedAt: person.revokedAt?.toISOString() ?? null,
})

const sessionView =
  ({ credential }: Principal) =>
  (session: SessionRow) => ({
    id: session.id,
    kind: session.kind,
    address: session.ipAddress || null,
    agent: session.userAgent || null,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.updatedAt.toISOString(),
    expiresAt: isoTime(endOf(session)),
    isThis: session.id === credential,
  })

/** Somebody all of whose grants are in the caller's reach: nobody is taken from beside or from above. */
export async function personInReach(
  id: string,
  caller: Caller,
  { people }: Pick<HubParts, 'people'>,
): Promise<Result<PersonRow, WireError>> {
  const person = await people.byId(id)
  if (!person) return fail(noPerson)
  return mayGive(caller, grantsOf(person)) ? ok(person) : fail(tooWide)
}

export const listPeople: RouteHandler<Routes['GET /people']> = async ({ caller, parts: { people } }) => {
  const inReach = (await people.list()).filter((person) => mayGive(caller, grantsOf(person)))
  return ok({ people: inReach.map(personView) })
}

export const invite: RouteHandler<Routes['POST /people/invitations']> = async ({ caller, parts, body }) => {
  const { name, grants, groups = [] } = body
  if (!mayGive(caller, grants)) return fail(tooWide)
  const invitedBy = caller.principal.subject
  const { code, expiresAt } = await parts.people.invite({ name, grants, groups, invitedBy })
  parts.security({ event: 'invited', outcome: 'done', subject: null, by: invitedBy })
  return ok({ code, address: parts.people.joinAddress(code, name), expiresAt: isoTime(expiresAt) })
}

export const join: RouteHandler<Routes['POST /people/join']> = async ({ parts, body, request, reply }) => {
  if (!isSameOrigin(request.headers)) return fail({ code: 'forbidden', message: 'join from our own page' })
  const address = request.ip
  if (!parts.people.mayTry(address)) return fail({ code: 'too_many', message: 'too many attempts: wait a minute' })
  const { code, name, email, password = null } = body
  const joined = await parts.people.join(
    { code, name, email, password },
    { address, agent: request.headers['user-agent'] ?? '' },
  )
  const subject = joined.ok ? subjectOf(joined.value.person) : null
  parts.security({ event: 'joined', outcome: joined.ok ? 'done' : 'refused', subject, address })
  if (!joined.ok) return joined
  setPersonCookie(reply, joined.value.cookie, parts.people.isSecure())
  const { person } = joined.value
  const { sequence } = parts.executor.state()
  return ok({ subject: subjectOf(person), name: person.name, grants: [...grantsOf(person)], sequence })
}

export const changeAccess: RouteHandler<Routes['PUT /people/{id}/access']> = async (call) => {
  const { caller, parts, params, body } = call
  if (!mayGive(caller, body.grants)) return fail(tooWide)
  const person = await personInReach(params.id, caller, parts)
  if (!person.ok) return person
  const changed = await parts.people.change(person.value, body, actorOf(caller.principal))
  if (!changed.ok) return changed
  parts.security(done('person-changed', person.value, caller))
  return ok(personView(changed.value))
}

export const revokePerson: RouteHandler<Routes['DELETE /people/{id}']> = async ({ caller, parts, params }) => {
  const person = await personInReach(params.id, caller, parts)
  if (!person.ok) return person
  if (person.value.revokedAt !== null) return ok({ revoked: false })
  const revoked = await parts.people.revoke(person.value, actorOf(caller.principal))
  if (!revoked.ok) return revoked
  parts.security(done('person-revoked', person.value, caller))
  return ok({ revoked: true })
}

export const listSessionsOf: RouteHandler<Routes['GET /people/{id}/sessions']> = async (call) => {
  const { caller, parts, params } = call
  const person = await personInReach(params.id, caller, parts)
  if (!person.ok) return person
  const sessions = await parts.people.sessions(person.value.id)
  return ok({ sessions: sessions.map(sessionView(caller.principal)) })
}

export const endSessionsOf: RouteHandler<Routes['DELETE /people/{id}/sessions']> = async (call) => {
  const { caller, parts, params } = call
  const person = await personInReach(params.id, caller, parts)
  if (!person.ok) return person
  const sessions = await parts.people.sessions(person.value.id)
  for (const session of sessions) await parts.people.endSession(session)
  parts.security(done('session-ended', person.value, caller))
  return ok({ revoked: sessions.length > 0 })
}

const idOf = ({ subject }: Principal): string | null => (subject.startsWith('person:') ? subject.slice(7) : null)

export const listOwnSessions: RouteHandler<Routes['GET /sessions']> = async ({ caller, parts }) => {
  const id = idOf(caller.principal)
  const sessions = id === null ? [] : await parts.people.sessions(id)
  return ok({ sessions: sessions.map(sessionView(caller.principal)) })
}

export const endOwnSession: RouteHandler<Routes['DELETE /sessions/{id}']> = async ({ caller, parts, params }) => {
  const id = idOf(caller.principal)
  const session = id === null ? undefined : (await parts.people.sessions(id)).find((each) => each.id === params.id)
  if (!session) return ok({ revoked: false })
  await parts.people.endSession(session)
  parts.security({ event: 'session-ended', outcome: 'done', subject: caller.principal.subject })
  return ok({ revoked: true })
}

const done = (event: 'person-changed' | 'person-revoked' | 'session-ended', person: PersonRow, caller: Caller) =>
  ({ event, outcome: 'done', subject: subjectOf(person), by: caller.principal.subject }) as const
