import { type CredentialColumns, credentialOf } from '../access-rows.ts'
import type { Credential, Credentials } from '../store.ts'
import type { Database } from './engine.ts'
import type { Guard } from './guard.ts'
import { transactions } from './transaction.ts'

/** What proves who somebody is. */
export function sqliteCredentials(database: Database, guard: Guard): Credentials {
  const inTransaction = transactions(database)
  const add = database.prepare(
    `insert into credentials (id, kind, secret_hash, subject, name, grants, about, created_by, created_at,
       expires_at, revoked_at, last_used_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const byHash = database.prepare('select * from credentials where secret_hash = ?')
  const ofKind = database.prepare('select * from credentials where kind = ? order by created_at, id')
  const revoke = database.prepare('update credentials set revoked_at = ? where id = ? and revoked_at is null')
  const take = database.prepare(
    `delete from credentials where kind = ? and secret_hash = ? and revoked_at is null returning *`,
  )
  const forget = database.prepare(`delete from credentials where kind <> 'token' and expires_at < ?`)
  const touch = database.prepare('update credentials set last_used_at = max(?, coalesce(last_used_at, 0)) where id = ?')

  return {
    add: (of) =>
      guard(() => {
        const from = [of.about, of.createdBy, of.createdAt, of.expiresAt, of.revokedAt, of.lastUsedAt]
        add.run(of.id, of.kind, of.secretHash, of.subject, of.name, JSON.stringify(of.grants), ...from)
      }),
    bySecretHash: (hash) => guard(() => first(byHash.all(hash))),
    list: (kind) => guard(() => (ofKind.all(kind) as CredentialColumns[]).map(credentialOf)),
    revoke: (id, at) => guard(() => Number(revoke.run(at, id).changes) > 0),
    take: (kind, hash) => guard(() => first(take.all(kind, hash))),
    forgetEnded: (before) => guard(() => Number(forget.run(before).changes)),
    touch: (uses) =>
      guard(() =>
        inTransaction(() => {
          for (const [id, at] of uses) touch.run(at, id)
        }),
      ),
  }
}

const first = (rows: unknown[]): Credential | null => (rows as CredentialColumns[]).map(credentialOf)[0] ?? null
