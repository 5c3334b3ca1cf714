import { describe, expect, test } from 'vitest'
import { parseTrust } from './trust.ts'

const good = {
  name: 'github',
  ci: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://connect.example.com',
  rules: [{ claims: { repository: 'acme/shop' }, grants: [{ role: 'pipeline', gate: 'shop' }] }],
}
const withRule = (rule: object) => ({ ...good, rules: [{ ...good.rules[0], ...rule }] })
const problemsOf = (...issuers: object[]) => {
  const parsed = parseTrust(JSON.stringify({ issuers }))
  return parsed.ok ? [] : parsed.error
}

describe('a trust file', () => {
  test('is YAML, and keeps the names of claims as the issuer says them', () => {
    const parsed = parseTrust(`
issuers:
  - name: github
    ci: github
    issuer: https://token.actions.githubusercontent.com
    audience: https://connect.example.com
    rules:
      - claims: { repository_owner: acme, ref: [refs/heads/main, refs/heads/release-*] }
        grants: [{ role: pipeline, gate: shop.production }]
`)
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        issuers: [
          {
            maxAgeMs: 3_600_000,
            rules: [{ claims: { repository_owner: 'acme', ref: ['refs/heads/main', 'refs/heads/release-*'] } }],
          },
        ],
      },
    })
  })

  test('names all that is wrong at once', () => {
    expect(problemsOf({ ...good, issuer: 'http://example.com', colour: 'blue' }, { ...good, ci: 'jenkins' })).toEqual([
      'issuers.0.issuer: is not an https address (http is for this machine alone)',
      'issuers.0: has no field "colour"',
      'issuers.1.ci: is not one of github, gitlab, concourse',
    ])
  })

  test.each([
    ['a role that decides', withRule({ grants: [{ role: 'approver', gate: 'shop' }] })],
    ['a role that operates', withRule({ grants: [{ role: 'operator', gate: 'shop' }] })],
    ['the role of a server', withRule({ grants: [{ role: 'server', gate: 'shop' }] })],
    ['no claim', withRule({ claims: {} })],
    ['claims that say nothing of whose job it is', withRule({ claims: { ref: 'refs/heads/main' } })],
    ['a repository of anybody', withRule({ claims: { repository: '*/shop' } })],
    ['a repository of whoever is called alike', withRule({ claims: { repository: 'acme*/shop' } })],
    ['one repository of anybody among others', withRule({ claims: { repository: ['acme/shop', '*/shop'] } })],
    ['no audience', { ...good, audience: undefined }],
    ['keys that come in the clear', { ...good, jwks_uri: 'http://example.com/keys' }],
    ['an issuer with a password in its address', { ...good, issuer: 'https://a:b@example.com' }],
    ['a token that is good for a week', { ...good, max_age_ms: 7 * 86_400_000 }],
    ['a name with a colon, which would be in another subject', { ...good, name: 'git:hub' }],
  ])('is refused with %s', (_, issuer) => {
    expect(problemsOf(issuer)).toHaveLength(1)
  })

  test.each([
    ['a name', { ...good, issuer: 'https://example.com' }],
    ['an issuer', { ...good, name: 'other' }],
  ])('is refused with %s twice', (_, other) => {
    expect(problemsOf(good, other)).toHaveLength(1)
  })

  test.each(['issuers: [', '- a', '', 'issuers: &a [*a]'])('is refused when it is %j', (text) => {
    expect(parseTrust(text)).toMatchObject({ ok: false })
  })

  test.each(['http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9'])(
    'may trust %s, on this machine',
    (issuer) => {
      expect(problemsOf({ ...good, issuer })).toEqual([])
    },
  )
})
