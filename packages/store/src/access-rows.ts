import { grantsOfJson } from './rows.ts'
import type { Credential, GadgetRow } from './store.ts'

/** A credential as a table keeps it, whatever the engine. */
export interface CredentialColumns {
  readonly id: string
  readonly kind: Credential['kind']
  readonly secret_hash: string
  readonly subject: string
  readonly name: string
  readonly grants: string
  readonly about: string | null
  readonly created_at: number
  readonly created_by: string | null
  readonly expires_at: number | null
  readonly revoked_at: number | null
  readonly last_used_at: number | null
}

export const credentialOf = (row: CredentialColumns): Credential => ({
  id: row.id,
  kind: row.kind,
  secretHash: row.secret_hash,
  subject: row.subject,
  name: row.name,
  grants: grantsOfJson(row.grants),
  about: row.about,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
})

/** A gadget as a table keeps it, whatever the engine. */
export interface GadgetColumns {
  readonly id: string
  readonly name: string
  readonly voter_id: string
  readonly voter_name: string
  readonly gate: string
  readonly press_key: string
  readonly created_at: number
  readonly revoked_at: number | null
  readonly seen_at: number | null
  readonly left_at: number | null
}

export const gadgetOf = (row: GadgetColumns): GadgetRow => ({
  id: row.id,
  name: row.name,
  voter: { id: row.voter_id, name: row.voter_name },
  gate: row.gate,
  pressKey: row.press_key,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
  seenAt: row.seen_at,
  leftAt: row.left_at,
})
