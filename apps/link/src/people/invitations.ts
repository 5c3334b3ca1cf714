import { fail, ok, type Result } from '@boss-deployer/gate'
import type { Grant, WireError } from '@boss-deployer/protocol'
import { hashSecret, newSecret } from '../auth/secret.ts'
import type { Clock } from '../clock.ts'
import type { Context, Registry } from './registry.ts'
import type { PersonRow } from './tables.ts'
import { times } from './times.ts'

export interface Invitation {
  readonly name: string
  readonly grants: readonly Grant[]
  readonly groups: readonly string[]
  /** The principal who invites. */
  readonly invitedBy: string
}

export interface Invited {
  /** Shown once. */
  readonly code: string
  readonly expiresAt: number
}

/** How somebody answers an invitation. Without a password they add a passkey as soon as they are in. */
export interface Answer {
  readonly code: string
  readonly name: string
  readonly email: string
  readonly password: string | null
}

const over = {
  code: 'unauthenticated',
  message: 'this invitation was used or has ended: ask for a new one',
} as const

/** Makes a way in; the code is kept as its SHA-256. */
export async function invite(
  registry: Registry,
  { name, grants, groups, invitedBy }: Invitation,
  now: number,
): Promise<Invited> {
  const code = newSecret('join')
  const expiresAt = now + times.invitation
  await registry.addInvitation({
    codeHash: hashSecret(code),
    name,
    grants: JSON.stringify(grants),
    groups: JSON.stringify(groups),
    invitedBy,
    createdAt: new Date(now),
    expiresAt: new Date(expiresAt),
  })
  return { code, expiresAt }
}

interface Joining {
  readonly registry: Registry
  readonly context: Context
  readonly clock: Clock
  /** Keeps in the record who may do what from now on, and by whom; what fails here is not done. */
  readonly record: (person: PersonRow, invitedBy: string) => Promise<Result<unknown, WireError>>
}

/** Makes the invited person, who can then sign in. The invitation is over, whoever comes second. */
export async function join(answer: Answer, parts: Joining): Promise<Result<PersonRow, WireError>> {
  const { registry, context, clock, record } = parts
  const codeHash = hashSecret(answer.code)
  const found = await registry.invitation(codeHash)
  if (!found || found.expiresAt.getTime() <= clock()) return fail(over)
  if (await registry.personByEmail(answer.email))
    return fail({ code: 'conflict', message: 'somebody signs in with this email already' })
  const password = answer.password === null ? null : await context.password.hash(answer.password)
  const taken = await registry.takeInvitation(codeHash)
  if (!taken) return fail(over)
  const nobodyYet = { emailVerified: false, grants: '[]', groups: '[]' }
  const { id } = await context.internalAdapter.createUser(
    { name: answer.name, email: answer.email, ...nobodyYet },
    { method: 'admin' },
  )
  const { grants, groups } = taken
  const person = await registry.person(id)
  if (!person) return fail({ code: 'internal', message: 'the person was not kept: ask for a new invitation' })
  const recorded = await record({ ...person, grants, groups }, taken.invitedBy)
  if (!recorded.ok) {
    // Nothing is half done: the email is free again, and the invitation stands.
    await context.internalAdapter.deleteUser(id)
    const { id: _, ...row } = taken
    await registry.addInvitation(row)
    return recorded
  }
  await registry.change(id, { grants, groups, notedGroups: '[]' })
  if (password !== null)
    await context.internalAdapter.linkAccount({ userId: id, providerId: 'credential', accountId: id, password })
  return ok({ ...person, grants, groups })
}
