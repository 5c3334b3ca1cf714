import { fail, ok, type Result } from '@boss-deployer/gate'
import type { Grant, WireError } from '@boss-deployer/protocol'
import type { Credential, Store } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../clock.ts'
import { type Principal, principalOf } from './principal.ts'
import { hashSecret, newSecret } from './secret.ts'

const CODE_LASTS_MS = 60 * 60_000
const SESSION_LASTS_MS = 12 * 60 * 60_000
const MAX_TOKENS = 1_000

export interface NewToken {
  readonly name: string
  readonly grants: readonly Grant[]
  readonly expiresAt: number | null
}

export interface Issued {
  readonly secret: string
  readonly credential: Credential
}

export interface Authenticator {
  /** Who holds this token or session secret. */
  authenticate(secret: string): Promise<Result<Principal, WireError>>
  /** When a principal last came, before now; notes that it came now. */
  cameNow(principal: Principal): Promise<number | null>
  issueToken(token: NewToken): Promise<Result<Issued, WireError>>
  issueCode(principal: Principal): Promise<Issued>
  /** One code, one session. */
  openSession(code: string): Promise<Result<Issued, WireError>>
  revoke(id: string): Promise<boolean>
  tokens(): Promise<readonly Credential[]>
  /** Writes what was noted of last uses. */
  flush(): Promise<void>
}

const unauthenticated = (message: string) => fail({ code: 'unauthenticated', message } as const)

export function authenticator(store: Store, clock: Clock): Authenticator {
  const lastUses = new Map<string, number>()
  const unwritten = new Map<string, number>()

  return {
    async authenticate(secret) {
      const credential = await store.credentials.bySecretHash(hashSecret(secret))
      if (!credential || credential.kind === 'code') return unauthenticated('this token is not known')
      if (credential.revokedAt !== null) return unauthenticated('this token was revoked')
      if (credential.expiresAt !== null && credential.expiresAt <= clock())
        return unauthenticated('this token has ended')
      return ok(principalOf(credential))
    },
    async cameNow({ credential: id }) {
      const noted = lastUses.get(id)
      lastUses.set(id, clock())
      unwritten.set(id, clock())
      if (noted !== undefined) return noted
      const known = (await store.credentials.list('token')).find((credential) => credential.id === id)
      return known?.lastUsedAt ?? null
    },
    async issueToken({ name, grants, expiresAt }) {
      const active = (await store.credentials.list('token')).filter(({ revokedAt }) => revokedAt === null)
      if (active.length >= MAX_TOKENS)
        return fail({ code: 'too_many', message: `there are ${MAX_TOKENS} tokens: revoke one first` })
      if (active.some((token) => token.name === name))
        return fail({ code: 'conflict', message: `there is a token ${name} already` })
      return ok(await issue({ kind: 'token', subject: `token:${name}`, name, grants, expiresAt }))
    },
    issueCode: ({ subject, name, grants }) =>
      issue({ kind: 'code', subject, name, grants, expiresAt: clock() + CODE_LASTS_MS }),
    async openSession(code) {
      const taken = await store.credentials.take(hashSecret(code))
      if (!taken || taken.expiresAt === null || taken.expiresAt <= clock()) {
        return unauthenticated("this sign-in code was used or has ended: 'boss console' prints a new address")
      }
      const { subject, name, grants } = taken
      return ok(await issue({ kind: 'session', subject, name, grants, expiresAt: clock() + SESSION_LASTS_MS }))
    },
    revoke: (id) => store.credentials.revoke(id, clock()),
    tokens: () => store.credentials.list('token'),
    async flush() {
      if (unwritten.size === 0) return
      const uses = new Map(unwritten)
      unwritten.clear()
      await store.credentials.touch(uses)
    },
  }

  async function issue(of: Pick<Credential, 'kind' | 'subject' | 'name' | 'grants' | 'expiresAt'>): Promise<Issued> {
    const secret = newSecret('boss')
    const credential: Credential = {
      id: uuidv7(),
      secretHash: hashSecret(secret),
      createdAt: clock(),
      revokedAt: null,
      lastUsedAt: null,
      ...of,
    }
    await store.credentials.add(credential)
    return { secret, credential }
  }
}
