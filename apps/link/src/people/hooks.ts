import { APIError } from '@better-auth/core/error'
import type { Result } from '@boss-deployer/gate'
import type { BetterAuthOptions } from 'better-auth'
import { type Came, came, type Made } from './sso/newcomer.ts'
import type { SsoRefusal } from './sso/refusal.ts'
import type { PersonRow } from './tables.ts'

export interface HookParts {
  readonly person: (id: string) => Promise<PersonRow | null>
  /** Keeps in the record what the company's own sign-in changed; false: it could not, and so nobody comes in. */
  readonly noteProvider: (person: PersonRow) => Promise<boolean>
  /** Keeps in the record that somebody comes by the company for the first time, who may do nothing yet. */
  readonly welcome: (newcomer: Came) => Promise<Result<Made, { readonly code: SsoRefusal | 'unavailable' }>>
}

const CALLBACK = '/callback/:id'

/** What is checked before anybody is made and before anybody's session begins, whichever way they came. */
export const hooksOf = ({
  person,
  noteProvider,
  welcome,
}: HookParts): NonNullable<BetterAuthOptions['databaseHooks']> => ({
  user: {
    create: {
      async before(user, context) {
        if (context?.path !== CALLBACK) return
        const made = await welcome(came(user))
        if (!made.ok) throw new APIError('FORBIDDEN', { code: made.error.code, message: 'nobody was made' })
        return { data: { ...user, ...made.value } }
      },
    },
  },
  session: {
    create: {
      async before(session, context) {
        const who = await person(session.userId)
        if (!who || who.revokedAt !== null || !(await noteProvider(who))) return false
        return { data: { ...session, kind: context?.path === '/device/token' ? 'cli' : 'browser' } }
      },
    },
  },
})
