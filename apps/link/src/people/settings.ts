import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LinkConfig } from '../config/read.ts'
import type { SsoConfig } from './sso/config.ts'

/** How people sign in here. */
export interface PeopleSettings {
  readonly publicUrl: string | null
  readonly secret: string
  readonly sso: SsoConfig | null
}

export const peopleSettingsOf = (config: LinkConfig): PeopleSettings => ({
  publicUrl: config.publicUrl === null ? null : new URL(config.publicUrl).origin,
  secret: config.secret ?? keptSecret(join(config.data, 'secret')),
  sso: ssoOf(config),
})

function ssoOf({ oidcIssuer: issuer, oidcClientId, oidcClientSecret, ...config }: LinkConfig): SsoConfig | null {
  if (issuer === null || oidcClientId === null || oidcClientSecret === null) return null
  const client = { clientId: oidcClientId, clientSecret: oidcClientSecret }
  const { oidcGroupsClaim: groupsClaim, oidcScopes: scopes, oidcDomains: domains } = config
  return { issuer, ...client, groupsClaim, scopes, domains }
}

/** Beside the database and not in it: who has a copy of that alone can make nobody's session. */
function keptSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}
