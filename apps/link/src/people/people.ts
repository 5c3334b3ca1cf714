import { type Access, type Actor, fail, ok, type Result } from '@boss-deployer/gate'
import type { Grant, WireError } from '@boss-deployer/protocol'
import type { FastifyRequest } from 'fastify'
import { v7 as uuidv7 } from 'uuid'
import type { FindBoss } from '../auth/gadgets.ts'
import type { AccessChanged } from '../auth/hold-to-record.ts'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import { linkItself } from '../requests/access.ts'
import { openTurns } from '../turns.ts'
import { countAttempts } from './attempts.ts'
import { holdPerson } from './hold.ts'
import { type HookParts, hooksOf } from './hooks.ts'
import { type Answer, type Invitation, type Invited, invite, join } from './invitations.ts'
import { namesOf } from './names.ts'
import { type OpenerParts, opener } from './opened.ts'
import { endOf, grantsOf, groupsOf, principalOf, subjectOf } from './person.ts'
import { MAX_PEOPLE, type Registry, registryOf } from './registry.ts'
import { requestTo } from './request.ts'
import { offerReset, resetPassword } from './resets.ts'
import type { SecurityLog } from './security-log.ts'
import { carried, signed, uncarried, unsigned } from './signature.ts'
import { PROVIDER_ID, type SsoConfig } from './sso/config.ts'
import { discover } from './sso/discovery.ts'
import { type Came, mayCome } from './sso/newcomer.ts'
import type { PersonRow, SessionRow } from './tables.ts'
import { times } from './times.ts'
import { noteUses } from './uses.ts'

type Told = Pick<PersonRow, 'id' | 'name' | 'grants' | 'groups' | 'providerGroups'>

/** What the record is told of a person. */
export interface AccessOfPerson {
  readonly change: Access['change']
  readonly subject: string
  readonly name: string
  readonly grants: readonly Grant[]
  readonly groups: readonly string[]
}

export interface PeopleParts extends Omit<OpenerParts, 'hooks' | 'sso'> {
  readonly sso: SsoConfig | null
  readonly clock: Clock
  readonly record: (access: AccessOfPerson, by: Actor) => Promise<Result<unknown, WireError>>
  readonly security: SecurityLog
  /** Ends the sockets whose principal no longer counts. */
  readonly endSockets: (isOver: (principal: Principal) => boolean) => void
}

/** Where a browser comes from, as a list of sessions shows it. */
export interface From {
  readonly address: string
  readonly agent: string
}

export interface Reach {
  readonly grants: readonly Grant[]
  /** Those that an operator gave; left out: they stay as they are. */
  readonly groups?: readonly string[] | undefined
}

export interface WaysIn {
  readonly hasPeople: boolean
  readonly hasSso: boolean
  readonly isSsoAway: boolean
  readonly passkeyHost: string
}

export interface People {
  /** Who carries this session. */
  readonly prove: (text: string) => Promise<Result<Principal, WireError>>
  readonly library: ReturnType<typeof opener>
  /** Whose session this is, as long as nobody has ended it: also when it was not used for long, so that it opens no door. */
  readonly behind: (session: string) => Promise<Principal | null>
  /** Notes that an open socket was used; false when its session has ended, as it does when nobody uses it for long. */
  readonly use: (principal: Principal) => Promise<boolean>
  /** Whether this is a session that nobody has used for so long that it has ended. */
  readonly hasGoneIdle: (principal: Principal) => Promise<boolean>
  list(): Promise<readonly PersonRow[]>
  byId(id: string): Promise<PersonRow | null>
  byEmail(email: string): Promise<PersonRow | null>
  invite(invitation: Invitation): Promise<Invited>
  /** Makes the invited person and a first session, as its cookie holds it. */
  join(answer: Answer, from: From): Promise<Result<{ readonly person: PersonRow; readonly cookie: string }, WireError>>
  /** A code by which this person sets a new password, once. */
  offerReset(person: PersonRow, by: Actor): Promise<Result<Invited, WireError>>
  /** Ends all sessions of whom the code was for, too. */
  resetPassword(answer: { readonly code: string; readonly password: string }): Promise<Result<PersonRow, WireError>>
  change(person: PersonRow, reach: Reach, by: Actor): Promise<Result<PersonRow, WireError>>
  revoke(person: PersonRow, by: Actor): Promise<Result<null, WireError>>
  /** Makes somebody's rights what the record says. */
  readonly holdTo: (access: Pick<AccessChanged, 'change' | 'subject' | 'grants' | 'groups'>) => Promise<void>
  sessions(person: string): Promise<readonly SessionRow[]>
  endSession(session: SessionRow): Promise<void>
  /** False when it is nobody's. */
  endSessionOf(principal: Principal): Promise<boolean>
  /** A session's token as a command line carries it. */
  carried(token: string): string
  /** Passes a request on to the library, through a door of the table. */
  visit(request: FastifyRequest): Promise<Response>
  mayTry(address: string): boolean
  mayTryReset(address: string): boolean
  mayTryAccount(email: string): boolean
  forgetAttempts(email: string): void
  ofSubject(subject: string): Promise<PersonRow | null>
  /** The boss of a gadget, when that is somebody who signs in here. */
  readonly findBoss: FindBoss
  howSignsIn(person: PersonRow): Promise<{ readonly hasPassword: boolean; readonly hasSecondFactor: boolean }>
  /** False when there is one. */
  setFirstPassword(person: PersonRow, password: string): Promise<boolean>
  waysIn(): Promise<WaysIn>
  joinAddress(code: string, name: string): string
  resetAddress(code: string): string
  isSecure(): boolean
}

const SUBJECT = 'person:'
const MINUTE_MS = 60_000
const refused = (message: string) => fail({ code: 'unauthenticated', message } as const)
/** Somebody who has proven who they are by an address and not by a session. */
const ofPerson = (person: PersonRow): Actor => ({
  id: subjectOf(person),
  name: person.name,
  via: 'console',
  device: null,
  groups: groupsOf(person),
})

/** Those who sign in: by password, passkey or their company. Nothing is loaded before the first of them comes. */
export function openPeople(parts: PeopleParts): People {
  const { clock, secret, record, endSockets } = parts
  const uses = noteUses()
  const addresses = countAttempts({ max: 20, forMs: MINUTE_MS }, clock)
  const resets = countAttempts({ max: 20, forMs: MINUTE_MS }, clock)
  const accounts = countAttempts({ max: 10, forMs: 15 * MINUTE_MS }, clock)
  const discovery = parts.sso && discover(parts.sso, parts)
  const sso = parts.sso && discovery && { config: parts.sso, discovery, clock, personBySub }
  const library = opener({ ...parts, sso, hooks: hooksOf({ person: (id) => byId(id), noteProvider, welcome }) })
  const turns = openTurns()

  async function registry(): Promise<Registry> {
    return registryOf((await library()).context)
  }

  /** One after another, in this link and among all that share the database. */
  async function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const { alone } = await parts.store.people()
    return turns(() => alone(run))
  }

  const byId = async (id: string) => (await registry()).person(id)
  const ofSubject = async (subject: string) =>
    subject.startsWith(SUBJECT) ? byId(subject.slice(SUBJECT.length)) : null

  const tell = (person: Told, change: AccessOfPerson['change'], by: Actor) =>
    record(
      { change, subject: subjectOf(person), name: person.name, grants: grantsOf(person), groups: groupsOf(person) },
      by,
    )

  async function noteProvider(person: PersonRow): Promise<boolean> {
    const { providerGroups, notedGroups, id } = person
    if (providerGroups === null || providerGroups === notedGroups) return true
    const told = await tell(person, 'changed', linkItself)
    if (!told.ok) return false
    await (await registry()).change(id, { notedGroups: providerGroups })
    endSockets(({ subject }) => subject === subjectOf(person))
    return true
  }

  async function hasGoneIdle({ subject, credential }: Principal): Promise<boolean> {
    if (!subject.startsWith(SUBJECT) || uses.last(credential) + times.idle > clock()) return false
    const session = await (await registry()).session(credential)
    if (!session || endOf(session, uses.last(credential)) <= clock()) return true
    // It was used at another link.
    uses.note(credential, session.updatedAt.getTime())
    return false
  }

  async function noteUse(credential: string): Promise<void> {
    const now = clock()
    if (uses.note(credential, now)) await (await registry()).noteUse(credential, new Date(now))
  }

  async function personBySub(sub: string): Promise<PersonRow | null> {
    return (await registry()).personByAccount(PROVIDER_ID, sub)
  }

  async function welcome(newcomer: Came): ReturnType<HookParts['welcome']> {
    const people = await (await registry()).count()
    const may = mayCome(newcomer, parts.sso ?? { domains: [] }, { people, most: MAX_PEOPLE })
    if (!may.ok) return may
    const made = { id: uuidv7(), notedGroups: newcomer.providerGroups }
    const told = await tell({ ...newcomer, ...made, grants: '[]', groups: '[]' }, 'made', linkItself)
    return told.ok ? ok(made) : fail({ code: 'unavailable' })
  }

  return {
    library,
    carried: (token) => carried(signed(token, secret)),
    async visit(request) {
      return (await library()).handler(requestTo(request, parts.url()))
    },
    mayTry: addresses.mayTry,
    mayTryReset: resets.mayTry,
    mayTryAccount: (email) => accounts.mayTry(email.toLowerCase()),
    forgetAttempts: (email) => accounts.forget(email.toLowerCase()),
    ofSubject,
    async findBoss(subject) {
      const person = await ofSubject(subject)
      return person && { groups: groupsOf(person), isRevoked: person.revokedAt !== null }
    },
    async howSignsIn(person) {
      const { internalAdapter } = (await library()).context
      const hasPassword = (await internalAdapter.findCredentialAccount(person.id)) !== null
      return { hasPassword, hasSecondFactor: person.twoFactorEnabled === true }
    },
    async setFirstPassword({ id }, text) {
      const { internalAdapter, password } = (await library()).context
      if (await internalAdapter.findCredentialAccount(id)) return false
      const hashed = await password.hash(text)
      await internalAdapter.linkAccount({ userId: id, providerId: 'credential', accountId: id, password: hashed })
      return true
    },
    waysIn: async () => ({
      hasPeople: !(await (await registry()).isEmpty()),
      hasSso: discovery !== null,
      isSsoAway: discovery?.isAway() ?? false,
      passkeyHost: namesOf(parts.url()).rpId,
    }),
    joinAddress: (code, name) => `${parts.url()}/#${new URLSearchParams({ join: code, name }).toString()}`,
    resetAddress: (code) => `${parts.url()}/#${new URLSearchParams({ reset: code }).toString()}`,
    isSecure: () => parts.url().startsWith('https:'),
    async prove(text) {
      const token = unsigned(uncarried(text), secret)
      if (token === null) return refused('this session is not known')
      const rows = await registry()
      const session = await rows.sessionByToken(token)
      if (!session) return refused('this session has ended: sign in again')
      const now = clock()
      if (endOf(session, uses.last(session.id)) <= now) {
        await rows.endSession(session)
        return refused('this session has ended: sign in again')
      }
      const person = await rows.person(session.userId)
      if (!person || person.revokedAt !== null) return refused('this session has ended: sign in again')
      await noteUse(session.id)
      uses.forget((usedAt) => now - usedAt > times.idle)
      return ok(principalOf(person, session))
    },
    async behind(id) {
      const rows = await registry()
      const session = await rows.session(id)
      if (!session || session.expiresAt.getTime() <= clock()) return null
      const person = await rows.person(session.userId)
      return person && person.revokedAt === null ? principalOf(person, session) : null
    },
    hasGoneIdle,
    async use(principal) {
      if (await hasGoneIdle(principal)) return false
      // Not waited for: what was said first is decided first.
      if (principal.subject.startsWith(SUBJECT)) noteUse(principal.credential).catch(parts.onError)
      return true
    },
    list: async () => (await registry()).people(),
    byId,
    byEmail: async (email) => (await registry()).personByEmail(email),
    invite: async (invitation) => invite(await registry(), invitation, clock()),
    join: (answer, { address, agent }) =>
      inTurn(async () => {
        const { context } = await library()
        const joined = await join(answer, {
          registry: registryOf(context),
          context,
          clock,
          record: (person, invitedBy) => tell(person, 'made', { ...linkItself, id: invitedBy, name: invitedBy }),
        })
        if (!joined.ok) return joined
        const { token } = await context.internalAdapter.createSession(joined.value.id, false, {
          ipAddress: address,
          userAgent: agent,
        })
        return ok({ person: joined.value, cookie: signed(token, secret) })
      }),
    async offerReset(person, by) {
      const { context } = await library()
      return offerReset(person, { context, clock, record: (whom) => tell(whom, 'reset', by) })
    },
    resetPassword: (answer) =>
      inTurn(async () => {
        const { context } = await library()
        const record = (person: PersonRow) => tell(person, 'reset', ofPerson(person))
        const reset = await resetPassword(answer, { context, clock, record })
        if (reset.ok) endSockets(({ subject }) => subject === subjectOf(reset.value))
        return reset
      }),
    async change(person, { grants, groups }, by) {
      const given = groups === undefined ? person.groups : JSON.stringify(groups)
      const next = { ...person, grants: JSON.stringify(grants), groups: given, revokedAt: null }
      const told = await tell(next, 'changed', by)
      if (!told.ok) return told
      await (await registry()).change(person.id, { grants: next.grants, groups: next.groups, revokedAt: null })
      endSockets(({ subject }) => subject === subjectOf(person))
      return ok(next)
    },
    async revoke(person, by) {
      const told = await tell(person, 'revoked', by)
      if (!told.ok) return told
      const rows = await registry()
      await rows.change(person.id, { revokedAt: new Date(clock()) })
      await rows.endSessions(person.id)
      endSockets(({ subject }) => subject === subjectOf(person))
      return ok(null)
    },
    async holdTo(access) {
      const person = await ofSubject(access.subject)
      if (person && (await holdPerson(person, access, { registry: await registry(), now: clock() })))
        endSockets(({ subject }) => subject === access.subject)
    },
    sessions: async (person) => (await registry()).sessions(person),
    async endSession(session) {
      await (await registry()).endSession(session)
      endSockets(({ credential }) => credential === session.id)
    },
    async endSessionOf({ subject, credential }) {
      if (!subject.startsWith(SUBJECT)) return false
      const rows = await registry()
      const session = (await rows.sessions(subject.slice(SUBJECT.length))).find(({ id }) => id === credential)
      if (session) await rows.endSession(session)
      return true
    },
  }
}
