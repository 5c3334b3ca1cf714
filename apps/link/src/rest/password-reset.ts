import { fail, ok } from '@boss-deployer/gate'
import type { Routes } from '@boss-deployer/protocol'
import { actorOf } from '../auth/principal.ts'
import { isSameOrigin } from '../auth/session.ts'
import { isoTime } from '../clock.ts'
import { grantsOf, subjectOf } from '../people/person.ts'
import { personInReach } from './people.ts'
import type { RouteHandler } from './route.ts'
import { mayGive, tooWide } from './tokens.ts'

const everywhere = [{ role: 'viewer', gate: 'root' }] as const

export const offerReset: RouteHandler<Routes['POST /people/{id}/password-resets']> = async (call) => {
  const { caller, parts, params } = call
  const person = await personInReach(params.id, caller, parts)
  if (!person.ok) return person
  // What somebody without a grant will be given is not known yet: it may be more than the caller has.
  if (grantsOf(person.value).length === 0 && !mayGive(caller, everywhere)) return fail(tooWide)
  if (person.value.revokedAt !== null)
    return fail({ code: 'conflict', message: 'this person is revoked: give them access again first' })
  const offered = await parts.people.offerReset(person.value, actorOf(caller.principal))
  if (!offered.ok) return offered
  const { code, expiresAt } = offered.value
  const by = caller.principal.subject
  parts.security({ event: 'reset-offered', outcome: 'done', subject: subjectOf(person.value), by })
  return ok({ code, address: parts.people.resetAddress(code), expiresAt: isoTime(expiresAt) })
}

export const resetPassword: RouteHandler<Routes['POST /people/password']> = async ({ parts, body, request }) => {
  if (!isSameOrigin(request.headers)) return fail({ code: 'forbidden', message: 'set it from our own page' })
  const address = request.ip
  if (!parts.people.mayTryReset(address)) return fail({ code: 'too_many', message: 'too many attempts: wait a minute' })
  const reset = await parts.people.resetPassword(body)
  const subject = reset.ok ? subjectOf(reset.value) : null
  parts.security({ event: 'password-reset', outcome: reset.ok ? 'done' : 'refused', subject, address })
  if (!reset.ok) return reset
  parts.people.forgetAttempts(reset.value.email)
  return ok({ hasPassword: true })
}
