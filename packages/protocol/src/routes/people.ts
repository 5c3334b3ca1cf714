import * as z from 'zod/mini'
import { gate, limits, line, listOf, name, shown, time } from '../fields.ts'
import { restAnswers, restSchemas } from '../rest.ts'
import { grant } from '../rights.ts'
import type { RouteName, RouteRow } from './row.ts'

const params = restSchemas.idParams
const grants = z.array(grant).check(z.maxLength(100))
const group = line(limits.name)
const groups = z.array(group).check(z.maxLength(100))
const email = z.email().check(z.maxLength(limits.name))
/** Long, and of whatever is typed: nothing else makes it better. */
const password = z.string().check(z.minLength(12), z.maxLength(200))

const heldGrants = listOf(z.object({ role: shown, gate }))

export const personView = z.object({
  id: shown,
  /** What policies name. */
  subject: shown,
  name: shown,
  email: shown,
  grants: heldGrants,
  groups: listOf(shown),
  created_at: time,
  revoked_at: z.nullable(time),
})

export const sessionView = z.object({
  id: shown,
  /** `browser` or `cli`. */
  kind: shown,
  address: z.nullable(shown),
  agent: z.nullable(shown),
  created_at: time,
  last_used_at: time,
  expires_at: time,
  is_this: z.boolean(),
})

const sessions = z.object({ sessions: listOf(sessionView) })

export const peopleRoutes = {
  'GET /people': { summary: 'People', rights: ['operate'], answer: z.object({ people: listOf(personView) }) },
  'POST /people/invitations': {
    summary: 'Invites somebody; the code is shown this once, and lets one person in',
    rights: ['operate'],
    body: z.strictObject({ name, grants, groups: z.optional(groups) }),
    answer: z.object({ code: shown, address: shown, expires_at: time }),
    status: 201,
  },
  'POST /people/join': {
    summary: 'Accepts an invitation and signs in; from our own page only',
    rights: 'everyone',
    /** Without a password a passkey is added next. */
    body: z.strictObject({ code: line(limits.token), name, email, password: z.optional(password) }),
    answer: restAnswers.session,
    status: 201,
    refusals: ['unauthenticated', 'forbidden', 'conflict'],
  },
  'POST /people/{id}/password-resets': {
    summary: 'An address by which somebody sets a new password, once; shown this once',
    rights: ['operate'],
    params,
    answer: z.object({ code: shown, address: shown, expires_at: time }),
    status: 201,
    refusals: ['not_found', 'conflict'],
  },
  'PUT /people/{id}/access': {
    summary: 'What somebody may do, and their groups, from now on; groups that are left out stay',
    rights: ['operate'],
    params,
    body: z.strictObject({ grants, groups: z.optional(groups) }),
    answer: personView,
    refusals: ['not_found'],
  },
  'DELETE /people/{id}': {
    summary: 'Lets somebody in no more; the record keeps who they were',
    rights: ['operate'],
    params,
    answer: restAnswers.revoked,
    refusals: ['not_found'],
  },
  'GET /people/{id}/sessions': {
    summary: 'Where somebody is signed in',
    rights: ['operate'],
    params,
    answer: sessions,
    refusals: ['not_found'],
  },
  'DELETE /people/{id}/sessions': {
    summary: 'Signs somebody out everywhere',
    rights: ['operate'],
    params,
    answer: restAnswers.revoked,
    refusals: ['not_found'],
  },
  'GET /sessions': { summary: 'Where one is signed in oneself', rights: 'principal', answer: sessions },
  'DELETE /sessions/{id}': {
    summary: 'Ends one of the own sessions',
    rights: 'principal',
    params,
    answer: restAnswers.revoked,
  },
  'GET /sign-in': {
    summary: 'In which ways one can sign in here',
    rights: 'everyone',
    answer: z.object({
      /** Nobody is there yet: whoever operates by a token invites the first. */
      has_people: z.boolean(),
      /** The company's own sign-in is set up. */
      has_sso: z.boolean(),
      /** It does not answer now, so that nobody can use it. */
      is_sso_away: z.boolean(),
      /** The name that passkeys belong to; on a page of another name there are none. */
      passkey_host: shown,
    }),
  },
  'GET /me': {
    summary: 'Oneself, and how one signs in',
    rights: 'principal',
    answer: z.object({
      subject: shown,
      name: shown,
      email: z.nullable(shown),
      grants: heldGrants,
      groups: listOf(shown),
      has_password: z.boolean(),
      has_second_factor: z.boolean(),
      /** When this session or token ends; null: it has no end. */
      expires_at: z.nullable(time),
    }),
  },
  'POST /me/password': {
    summary: 'A first password, for whoever came without one',
    rights: 'principal',
    body: z.strictObject({ password }),
    answer: z.object({ has_password: z.boolean() }),
    refusals: ['conflict'],
  },
  'POST /people/password': {
    summary: 'Sets a new password by such an address and ends the sessions; from our own page only',
    rights: 'everyone',
    body: z.strictObject({ code: line(limits.token), password }),
    answer: z.object({ has_password: z.boolean() }),
    refusals: ['unauthenticated', 'forbidden'],
  },
} as const satisfies Record<RouteName, RouteRow>
