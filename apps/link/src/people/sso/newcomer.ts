import { fail, ok, type Result } from '@boss-deployer/gate'
import * as z from 'zod/mini'
import type { PersonRow } from '../tables.ts'
import type { SsoConfig } from './config.ts'
import type { SsoRefusal } from './refusal.ts'

/** Somebody whom the company knows and who was never here. */
export type Came = Pick<PersonRow, 'name' | 'email' | 'providerGroups'>

/** What is written of them beside what the company says. */
export type Made = Pick<PersonRow, 'id' | 'notedGroups'>

const said = z.object({ name: z.string(), email: z.string(), providerGroups: z.string() })

/** What the provider's profile was made into, as the library carries it. */
export const came = (user: unknown): Came => z.parse(said, user)

interface House {
  readonly people: number
  readonly most: number
}

/**
 * Whether they may have a place here. It gives them no right: that is an operator's to give. The email is one that the
 * company has verified.
 */
export function mayCome(
  { email }: Pick<Came, 'email'>,
  { domains }: Pick<SsoConfig, 'domains'>,
  { people, most }: House,
): Result<null, { readonly code: SsoRefusal }> {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  if (!domains.some((each) => each.toLowerCase() === domain)) return fail({ code: 'not_invited' })
  return people < most ? ok(null) : fail({ code: 'house_full' })
}
