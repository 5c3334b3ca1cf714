import type { Pool } from 'pg'
import { type CredentialColumns, credentialOf } from '../access-rows.ts'
import type { Credential, Credentials } from '../store.ts'
import type { Guard } from './guard.ts'
import { statement } from './statement.ts'

/** What proves who somebody is. */
export function postgresCredentials(pool: Pool, guard: Guard): Credentials {
  const credentials = async (text: string, values: readonly unknown[]): Promise<readonly Credential[]> =>
    (await pool.query<CredentialColumns>(statement(text, values))).rows.map(credentialOf)
  return {
    add: (of) =>
      guard(async () => {
        const from = [of.about, of.createdBy, of.createdAt, of.expiresAt, of.revokedAt, of.lastUsedAt]
        await pool.query(
          `insert into credentials (id, kind, secret_hash, subject, name, grants, about, created_by, created_at,
             expires_at, revoked_at, last_used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
          [of.id, of.kind, of.secretHash, of.subject, of.name, JSON.stringify(of.grants), ...from],
        )
      }),
    bySecretHash: (hash) =>
      guard(async () => (await credentials('select * from credentials where secret_hash = $1', [hash]))[0] ?? null),
    list: (kind) =>
      guard(() => credentials('select * from credentials where kind = $1 order by created_at, id', [kind])),
    revoke: (id, at) =>
      guard(async () => {
        const text = 'update credentials set revoked_at = $1 where id = $2 and revoked_at is null'
        return (await pool.query(text, [at, id])).rowCount === 1
      }),
    take: (kind, hash) =>
      guard(async () => {
        const text = `delete from credentials where kind = $1 and secret_hash = $2 and revoked_at is null returning *`
        return (await credentials(text, [kind, hash]))[0] ?? null
      }),
    forgetEnded: (before) =>
      guard(async () => {
        const text = `delete from credentials where kind <> 'token' and expires_at < $1`
        return (await pool.query(text, [before])).rowCount ?? 0
      }),
    touch: (uses) =>
      guard(async () => {
        await pool.query(
          `update credentials set last_used_at = greatest(last_used_at, used.at)
           from unnest($1::text[], $2::bigint[]) used (id, at) where credentials.id = used.id`,
          [[...uses.keys()], [...uses.values()]],
        )
      }),
  }
}
