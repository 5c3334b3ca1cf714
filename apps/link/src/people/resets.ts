import { fail, ok, type Result } from '@boss-deployer/gate'
import { parse, type WireError } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { hashSecret, newSecret } from '../auth/secret.ts'
import type { Clock } from '../clock.ts'
import type { Invited } from './invitations.ts'
import { grantsOf, namesIn } from './person.ts'
import { type Context, registryOf } from './registry.ts'
import type { PersonRow } from './tables.ts'
import { times } from './times.ts'

interface Resetting {
  readonly context: Context
  readonly clock: Clock
  /** Keeps it in the record; what fails here is not done. */
  readonly record: (person: PersonRow) => Promise<Result<unknown, WireError>>
}

const over = {
  code: 'unauthenticated',
  message: 'this address was used or has ended: ask for a new one',
} as const

/** For whom a code is, and how that one stood when it was made. */
const meant = z.object({ id: z.string(), standing: z.string() })

/** Only the SHA-256 of a code is kept. */
const nameOf = (code: string): string => `password-reset:${hashSecret(code)}`

/** What a code depends on: it is worth nothing once a password was set, or somebody may do something else. */
async function standingOf(person: PersonRow, { internalAdapter }: Context): Promise<string> {
  const account = await internalAdapter.findCredentialAccount(person.id)
  const held = grantsOf(person).map(({ role, gate }) => [role, gate])
  return hashSecret(JSON.stringify([held, namesIn(person.groups), account?.password ?? null]))
}

/** Makes a code by which somebody sets a new password once. */
export async function offerReset(person: PersonRow, parts: Resetting): Promise<Result<Invited, WireError>> {
  const { context, clock, record } = parts
  const recorded = await record(person)
  if (!recorded.ok) return recorded
  const code = newSecret('reset')
  const expiresAt = clock() + times.passwordReset
  const value = JSON.stringify({ id: person.id, standing: await standingOf(person, context) })
  await context.internalAdapter.createVerificationValue({
    identifier: nameOf(code),
    value,
    expiresAt: new Date(expiresAt),
  })
  return ok({ code, expiresAt })
}

/** Sets the password and ends all sessions. Of several who come with one code one gets it; the second factor stays. */
export async function resetPassword(
  { code, password }: { readonly code: string; readonly password: string },
  parts: Resetting,
): Promise<Result<PersonRow, WireError>> {
  const { context, clock, record } = parts
  const { internalAdapter } = context
  const rows = registryOf(context)
  const found = await internalAdapter.findVerificationValue(nameOf(code))
  if (!found || found.expiresAt.getTime() <= clock()) return fail(over)
  const kept = parse(meant, jsonOf(found.value))
  const person = kept.ok ? await rows.person(kept.value.id) : null
  if (!kept.ok || !person || person.revokedAt !== null) return fail(over)
  if (kept.value.standing !== (await standingOf(person, context))) return fail(over)
  const hashed = await context.password.hash(password)
  if (!(await internalAdapter.consumeVerificationValue(nameOf(code)))) return fail(over)
  const recorded = await record(person)
  if (!recorded.ok) {
    // Nothing is half done: the address still counts.
    const { value, expiresAt } = found
    await internalAdapter.createVerificationValue({ identifier: nameOf(code), value, expiresAt })
    return recorded
  }
  if (await internalAdapter.findCredentialAccount(person.id)) await internalAdapter.updatePassword(person.id, hashed)
  else
    await internalAdapter.linkAccount({
      userId: person.id,
      providerId: 'credential',
      accountId: person.id,
      password: hashed,
    })
  await rows.endSessions(person.id)
  return ok(person)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
