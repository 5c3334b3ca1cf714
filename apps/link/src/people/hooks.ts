import type { BetterAuthOptions } from 'better-auth'
import type { PersonRow } from './tables.ts'

interface HookParts {
  readonly person: (id: string) => Promise<PersonRow | null>
  /** Keeps in the record what the company's own sign-in changed; false: it could not, and so nobody comes in. */
  readonly noteProvider: (person: PersonRow) => Promise<boolean>
}

/** What is checked before anybody's session begins, whichever way they came. */
export const hooksOf = ({ person, noteProvider }: HookParts): NonNullable<BetterAuthOptions['databaseHooks']> => ({
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
