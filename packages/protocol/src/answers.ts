import * as z from 'zod/mini'
import { count, gate, listOf, lockState, mode, shown, time, uuid } from './fields.ts'
import { gateState, previous } from './views.ts'

// The answers that a short-lived program reads, apart from all other channels: building every schema takes it longer
// than asking the link.

export const lockAnswer = z.object({
  lock: uuid,
  state: lockState,
  status: mode,
  gate,
  locked_at: time,
  place: count,
  expires_at: time,
  previous: z.optional(z.nullable(previous)),
  /** To whoever came by a token that ends soon: a secret for this one lock, with which it can be followed and claimed. */
  resume: z.optional(z.object({ token: shown, expires_at: time })),
})

export const claimAnswer = z.object({ uuid, claimed_at: time })
export const cancelAnswer = z.object({ uuid, state: lockState })
export const approvedAnswer = z.object({ gate, effective: mode, held_by: gate, locks: listOf(uuid), more: z.boolean() })
export const shownGrant = z.object({ role: shown, gate })
export const sessionAnswer = z.object({ subject: shown, name: shown, grants: listOf(shownGrant), sequence: count })
export const gatesAnswer = z.object({ gates: listOf(gateState) })
