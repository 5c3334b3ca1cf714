import { fail, ok, type Result } from '@boss-deployer/gate'
import type { Grant, WireError } from '@boss-deployer/protocol'
import type { Credential, Store } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../clock.ts'
import { type Principal, principalOf } from './principal.ts'
import type { Bearer } from './proofs.ts'
import { hashSecret, newSecret } from './secret.ts'

const CODE_LASTS_MS = 60 * 60_000
const SESSION_LASTS_MS = 12 * 60 * 60_000
const MAX_TOKENS = 1_000
const DAY_MS = 24 * 60 * 60_000
/** When a token ends of which nobody said when. */
const TOKEN_LASTS_MS = 365 * DAY_MS
const LONGEST_TOKEN_MS = 2 * TOKEN_LASTS_MS
/** What ended is still known that long, so that its holder is told that it has ended. */
const REMEMBERED_FOR_MS = 7 * DAY_MS

export interface NewToken {
  readonly name: string
  readonly grants: readonly Grant[]
  /** Milliseconds since 1970; null: never; left out: after a year, or never where it only serves gadgets. */
  readonly expiresAt?: number | null
  /** The principal who makes it; null: the link itself. */
  readonly createdBy: string | null
}

export interface Issued {
  readonly secret: string
  readonly credential: Credential
}

/** Keeps a trace of who may do what; what fails here is not done. */
export type KeepTrace = (credential: Credential) => Promise<Result<unknown, WireError>>

export interface Authenticator {
  /** Who holds this secret of ours; notes that it was used. */
  readonly authenticate: Bearer
  /** Makes a token once `record` has kept a trace of it; active tokens have each a name of their own. */
  issueToken(token: NewToken, record: KeepTrace): Promise<Result<Issued, WireError>>
  /** A secret that counts for one lock of this principal alone, until then. */
  readonly issueForLock: (principal: Principal, lock: OneLock) => Promise<Issued>
  issueCode(principal: Principal): Promise<Issued>
  /** One code, one session. */
  openSession(code: string): Promise<Result<Issued, WireError>>
  revoke(id: string): Promise<boolean>
  tokens(): Promise<readonly Credential[]>
  /** Writes what was noted of last uses, and forgets what ended long ago. */
  flush(): Promise<void>
}

export interface OneLock {
  readonly uuid: string
  readonly gate: string
  readonly expiresAt: number
}

/** Secrets of ours begin like this. */
export const isOwnSecret = (text: string): boolean => text.startsWith(`${PREFIX}_`)

const PREFIX = 'boss'
const unauthenticated = (message: string) => fail({ code: 'unauthenticated', message } as const)

type Prepared = Pick<Credential, 'kind' | 'subject' | 'name' | 'grants' | 'createdBy' | 'expiresAt'> &
  Partial<Pick<Credential, 'about' | 'createdAt'>>

/** A server stands on a shelf for years; it is revoked when it goes. */
const isForServers = (grants: readonly Grant[]): boolean => grants.every(({ role }) => role === 'server')

export function authenticator(store: Store, clock: Clock): Authenticator {
  const uses = new Map<string, number>()
  const names = new Set<string>()
  let forgotAt = Number.NEGATIVE_INFINITY

  return {
    async authenticate(secret) {
      const credential = await store.credentials.bySecretHash(hashSecret(secret))
      if (!credential || credential.kind === 'code' || credential.kind === 'enrolment')
        return unauthenticated('this token is not known')
      if (credential.revokedAt !== null) return unauthenticated('this token was revoked')
      if (credential.expiresAt !== null && credential.expiresAt <= clock())
        return unauthenticated('this token has ended')
      const lastUsedAt = uses.get(credential.id) ?? credential.lastUsedAt
      uses.set(credential.id, clock())
      return ok(principalOf({ ...credential, lastUsedAt }))
    },
    async issueToken(token, record) {
      const { name, grants, createdBy, ...wishes } = token
      const createdAt = clock()
      const expiresAt = wishes.expiresAt === undefined ? usualEnd(grants, createdAt) : wishes.expiresAt
      const isEndless = expiresAt === null && !isForServers(grants) && createdBy !== null
      if (isEndless || (expiresAt !== null && expiresAt > createdAt + LONGEST_TOKEN_MS))
        return fail({ code: 'invalid_message', message: 'expires_at: a token ends within two years' })
      const active = (await store.credentials.list('token')).filter(isActive)
      if (active.length >= MAX_TOKENS)
        return fail({ code: 'too_many', message: `there are ${MAX_TOKENS} tokens: revoke one first` })
      if (names.has(name) || active.some((each) => each.name === name))
        return fail({ code: 'conflict', message: `there is a token ${name} already` })
      names.add(name)
      try {
        const issued = prepare({
          kind: 'token',
          subject: `token:${name}`,
          name,
          grants,
          createdBy,
          createdAt,
          expiresAt,
        })
        const recorded = await record(issued.credential)
        if (!recorded.ok) return recorded
        await store.credentials.add(issued.credential)
        return ok(issued)
      } finally {
        names.delete(name)
      }
    },
    issueForLock: ({ subject, name }, { uuid: about, gate, expiresAt }) => {
      const grants: Grant[] = [{ role: 'pipeline', gate }]
      return issue({ kind: 'lock', subject, name, grants, about, createdBy: subject, expiresAt })
    },
    issueCode: ({ subject, name, grants }) =>
      issue({ kind: 'code', subject, name, grants, createdBy: subject, expiresAt: clock() + CODE_LASTS_MS }),
    async openSession(code) {
      const taken = await store.credentials.take('code', hashSecret(code))
      if (!taken || taken.expiresAt === null || taken.expiresAt <= clock()) {
        return unauthenticated("this sign-in code was used or has ended: 'boss console' prints a new address")
      }
      const { subject, name, grants } = taken
      const expiresAt = clock() + SESSION_LASTS_MS
      return ok(await issue({ kind: 'session', subject, name, grants, createdBy: subject, expiresAt }))
    },
    revoke: (id) => store.credentials.revoke(id, clock()),
    tokens: () => store.credentials.list('token'),
    async flush() {
      if (clock() - forgotAt >= DAY_MS) {
        forgotAt = clock()
        await store.credentials.forgetEnded(clock() - REMEMBERED_FOR_MS)
      }
      if (uses.size === 0) return
      const written = new Map(uses)
      uses.clear()
      await store.credentials.touch(written)
    },
  }

  function isActive({ revokedAt, expiresAt }: Credential): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt > clock())
  }

  function usualEnd(grants: readonly Grant[], createdAt: number): number | null {
    return isForServers(grants) ? null : createdAt + TOKEN_LASTS_MS
  }

  async function issue(of: Prepared): Promise<Issued> {
    const issued = prepare(of)
    await store.credentials.add(issued.credential)
    return issued
  }

  function prepare(of: Prepared): Issued {
    const secret = newSecret(PREFIX)
    const credential: Credential = {
      id: uuidv7(),
      about: null,
      secretHash: hashSecret(secret),
      createdAt: clock(),
      revokedAt: null,
      lastUsedAt: null,
      ...of,
    }
    return { secret, credential }
  }
}
