import type { Library } from './library.ts'
import type { InvitationRow, PersonRow, SessionRow } from './tables.ts'

export type Context = Library['context']

export const MAX_PEOPLE = 5_000
const MAX_SESSIONS = 100

/** The rows of people, read and written through the library's own adapter. */
export interface Registry {
  person(id: string): Promise<PersonRow | null>
  personByEmail(email: string): Promise<PersonRow | null>
  people(): Promise<readonly PersonRow[]>
  /** Whose account at the company this is. */
  personByAccount(providerId: string, accountId: string): Promise<PersonRow | null>
  count(): Promise<number>
  isEmpty(): Promise<boolean>
  change(id: string, fields: Partial<Omit<PersonRow, 'id'>>): Promise<void>
  session(id: string): Promise<SessionRow | null>
  sessionByToken(token: string): Promise<SessionRow | null>
  sessions(person: string): Promise<readonly SessionRow[]>
  noteUse(session: string, at: Date): Promise<void>
  endSession(session: SessionRow): Promise<void>
  /** Those that a command line is about to begin, too. */
  endSessions(person: string): Promise<void>
  addInvitation(row: Omit<InvitationRow, 'id'>): Promise<void>
  invitation(codeHash: string): Promise<InvitationRow | null>
  /** Of several who come with one code one gets it. */
  takeInvitation(codeHash: string): Promise<InvitationRow | null>
}

export function registryOf({ adapter, internalAdapter }: Context): Registry {
  const equals = (field: string, value: string) => [{ field, value }]
  return {
    person: (id) => adapter.findOne<PersonRow>({ model: 'user', where: equals('id', id) }),
    personByEmail: (email) =>
      adapter.findOne<PersonRow>({ model: 'user', where: equals('email', email.toLowerCase()) }),
    people: () =>
      adapter.findMany<PersonRow>({
        model: 'user',
        limit: MAX_PEOPLE,
        sortBy: { field: 'createdAt', direction: 'asc' },
      }),
    async personByAccount(providerId, accountId) {
      const owner = await internalAdapter.findAccountOwnerByKey({ providerId, accountId })
      return owner?.kind === 'owned' ? this.person(owner.user.id) : null
    },
    count: () => adapter.count({ model: 'user' }),
    isEmpty: async () => (await adapter.count({ model: 'user' })) === 0,
    async change(id, fields) {
      await adapter.update<PersonRow>({ model: 'user', where: equals('id', id), update: { ...fields } })
    },
    session: (id) => adapter.findOne<SessionRow>({ model: 'session', where: equals('id', id) }),
    sessionByToken: (token) => adapter.findOne<SessionRow>({ model: 'session', where: equals('token', token) }),
    sessions: (person) =>
      adapter.findMany<SessionRow>({
        model: 'session',
        where: equals('userId', person),
        limit: MAX_SESSIONS,
        sortBy: { field: 'createdAt', direction: 'desc' },
      }),
    async noteUse(session, at) {
      await adapter.update<SessionRow>({ model: 'session', where: equals('id', session), update: { updatedAt: at } })
    },
    endSession: ({ token }) => internalAdapter.deleteSession(token),
    async endSessions(person) {
      await adapter.deleteMany({ model: 'deviceCode', where: equals('userId', person) })
      await internalAdapter.deleteUserSessions(person)
    },
    async addInvitation(row) {
      await adapter.create<Record<string, unknown>>({ model: 'invitation', data: { ...row } })
    },
    invitation: (codeHash) =>
      adapter.findOne<InvitationRow>({ model: 'invitation', where: equals('codeHash', codeHash) }),
    takeInvitation: (codeHash) =>
      adapter.consumeOne<InvitationRow>({ model: 'invitation', where: equals('codeHash', codeHash) }),
  }
}
