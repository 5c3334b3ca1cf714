import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { SsoConfig } from './provider.ts'

/** How people sign in here, as configured. */
export interface PeopleSettings {
  readonly publicUrl: string | null
  readonly secret: string
  readonly sso: SsoConfig | null
}

/** Settings that cannot be used: one line each. */
export class PeopleSettingsError extends Error {}

const LEAST_SECRET = 32
const webAddress = z.url({ protocol: /^https?$/ })
/** The provider's answers are believed: they come encrypted, or from this machine itself. */
const provider = z.url().check(z.regex(/^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)(?::|\/|$))/))

/**
 * Reads how people sign in: `BOSS_PUBLIC_URL`, `BOSS_SECRET`, and `BOSS_OIDC_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET`,
 * `_GROUPS_CLAIM`, `_SCOPES`.
 * @throws PeopleSettingsError with everything that is wrong
 */
export function readPeopleSettings(env: NodeJS.ProcessEnv, dataDir: string): PeopleSettings {
  const wrong: string[] = []
  const publicUrl = env.BOSS_PUBLIC_URL || null
  if (publicUrl !== null && (!z.safeParse(webAddress, publicUrl).success || new URL(publicUrl).pathname !== '/'))
    wrong.push('BOSS_PUBLIC_URL: is not an address such as https://connect.example.com, without a path')
  const given = env.BOSS_SECRET || null
  if (given !== null && given.length < LEAST_SECRET)
    wrong.push(`BOSS_SECRET: has fewer than ${LEAST_SECRET} characters ('openssl rand -base64 32' makes one)`)
  const sso = readSso(env, wrong)
  if (wrong.length > 0) throw new PeopleSettingsError(wrong.join('\n'))
  return {
    publicUrl: publicUrl === null ? null : new URL(publicUrl).origin,
    secret: given ?? keptSecret(join(dataDir, 'secret')),
    sso,
  }
}

function readSso(env: NodeJS.ProcessEnv, wrong: string[]): SsoConfig | null {
  const issuer = env.BOSS_OIDC_ISSUER || null
  if (issuer === null) return null
  if (!z.safeParse(provider, issuer).success) wrong.push('BOSS_OIDC_ISSUER: is not an https address')
  const required = (name: string): string => {
    if (!env[name]) wrong.push(`${name}: is missing beside BOSS_OIDC_ISSUER`)
    return env[name] ?? ''
  }
  return {
    issuer,
    clientId: required('BOSS_OIDC_CLIENT_ID'),
    clientSecret: required('BOSS_OIDC_CLIENT_SECRET'),
    groupsClaim: env.BOSS_OIDC_GROUPS_CLAIM || 'groups',
    scopes: (env.BOSS_OIDC_SCOPES ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
  }
}

/** Beside the database and not in it: who has a copy of that alone can make nobody's session. */
function keptSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}
