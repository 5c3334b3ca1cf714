import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../config/read.ts'
import { peopleSettingsOf } from './settings.ts'

const oidc = { BOSS_OIDC_ISSUER: 'https://id.example.com', BOSS_OIDC_CLIENT_ID: 'boss', BOSS_OIDC_CLIENT_SECRET: 's' }

const read = (env: Record<string, string>, data = '/nowhere') =>
  readConfig({ argv: ['node', 'link', '--data', data], env }).config

describe('how people sign in', () => {
  test('is said by the settings: the address without a path, the company’s sign-in whole', () => {
    const env = { ...oidc, BOSS_SECRET: 'x'.repeat(32), BOSS_PUBLIC_URL: 'https://boss.example.com/' }
    expect(
      peopleSettingsOf(read({ ...env, BOSS_OIDC_SCOPES: 'groups, roles', BOSS_OIDC_DOMAINS: 'example.com' })),
    ).toEqual({
      publicUrl: 'https://boss.example.com',
      secret: 'x'.repeat(32),
      sso: {
        issuer: 'https://id.example.com',
        ...{ clientId: 'boss', clientSecret: 's' },
        ...{ groupsClaim: 'groups', scopes: ['groups', 'roles'], domains: ['example.com'] },
      },
    })
  })

  test('is refused with all that is wrong, and no secret is repeated', () => {
    const env = {
      ...{ BOSS_OIDC_ISSUER: 'http://id.example.com', BOSS_SECRET: 'too short' },
      BOSS_PUBLIC_URL: 'https://a.example/b',
    }
    expect(() => read(env)).toThrow(/BOSS_PUBLIC_URL[\s\S]*BOSS_SECRET[\s\S]*BOSS_OIDC_ISSUER/)
    expect(() => read({ BOSS_OIDC_ISSUER: oidc.BOSS_OIDC_ISSUER })).toThrow(
      /client-id is missing[\s\S]*client-secret is missing/,
    )
    expect(() => read(env)).not.toThrow(/too short/)
  })

  test('keeps a secret of its own where none is said, for its owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'boss-secret-'))
    try {
      const [first, second] = [1, 2].map(() => peopleSettingsOf(read({}, join(folder, 'data'))).secret)
      expect(first).toMatch(/^[\w-]{43}$/)
      expect(second).toBe(first)
      const file = join(folder, 'data', 'secret')
      expect(readFileSync(file, 'utf8').trim()).toBe(first)
      expect(statSync(file).mode & 0o777).toBe(0o600)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
