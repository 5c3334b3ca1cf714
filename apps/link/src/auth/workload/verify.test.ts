import { concourseClaims, type FakeIssuer, githubClaims, gitlabClaims, openFakeIssuer } from '@boss-deployer/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseTrust, type Trust } from './trust.ts'
import { workloadVerifier } from './verify.ts'

const AT = Date.parse('2030-01-02T03:04:05.000Z')
const MINUTE = 60_000

let issuer: FakeIssuer
let errors: unknown[]
let now: number
beforeAll(async () => {
  issuer = await openFakeIssuer()
})
afterAll(() => issuer[Symbol.asyncDispose]())
beforeEach(() => {
  errors = []
  now = AT
  issuer.manners = 'right'
})

function trusting(rules: object, more: object = {}): Trust {
  const { url, audience, keysUrl } = issuer
  const one = { name: 'acme-ci', ci: 'github', issuer: url, audience, jwks_uri: keysUrl, rules, ...more }
  const trust = parseTrust(JSON.stringify({ issuers: [one] }))
  if (!trust.ok) throw new Error(trust.error.join('\n'))
  return trust.value
}

const rules = [{ claims: { repository: 'acme/shop' }, grants: [{ role: 'pipeline', gate: 'shop' }] }]

/** A link that has just started: it has no keys yet. */
const checker = (trust: Trust = trusting(rules), keyTimes = { deadlineMs: 10_000, cooldownMs: 0 }) =>
  workloadVerifier({ trust, clock: () => now, onError: (error) => errors.push(error), keyTimes })

const codeOf = async (token: string, check = checker()) => {
  const proved = await check(token)
  return proved.ok ? 'in' : proved.error.code
}

describe('a token that its issuer signed for this link', () => {
  test('says who comes, what that one may, until when, and what it proves', async () => {
    expect(await checker()(await issuer.sign(githubClaims, AT))).toEqual({
      ok: true,
      value: {
        credential: 'oidc:acme-ci:repo:acme/shop:ref:refs/heads/main',
        subject: 'oidc:acme-ci:repo:acme/shop:ref:refs/heads/main',
        name: 'repo:acme/shop:ref:refs/heads/main',
        grants: [{ role: 'pipeline', gate: 'shop' }],
        groups: [],
        expiresAt: AT - (AT % 1_000) + 5 * MINUTE + 30_000,
        via: 'api',
        proven: {
          source: {
            ci: 'github',
            cluster: new URL(issuer.url).host,
            team: 'acme',
            project: 'acme/shop',
            buildId: '30433642',
            buildName: '10',
            attempt: '2',
            job: 'deploy',
          },
          requestedBy: 'octo-anna',
        },
        onlyLock: null,
        lastUsedAt: null,
      },
    })
  })

  test.each([
    ['gitlab', gitlabClaims, { project_path: 'acme/*', ref_protected: 'true', runner_id: '1' }, 'acme/shop', 'anna'],
    ['concourse', concourseClaims, { team: 'main', pipeline: ['blog', 'shop'] }, 'shop', null],
  ])('may be one of %s', async (ci, claims, wanted, project, requestedBy) => {
    const trust = trusting([{ claims: wanted, grants: [{ role: 'pipeline', gate: 'shop' }] }], { ci })
    const proved = await checker(trust)(await issuer.sign(claims, AT))
    expect(proved).toMatchObject({ ok: true, value: { proven: { source: { ci, project }, requestedBy } } })
  })

  test('gets what all rules together give that its claims meet', async () => {
    const grant = (gate: string) => [{ role: 'pipeline', gate }]
    const several = [
      { claims: { repository: 'acme/shop', ref: 'refs/heads/main' }, grants: grant('shop.production') },
      { claims: { repository: 'acme/*' }, grants: [{ role: 'viewer', gate: 'root' }] },
      { claims: { repository: 'acme/shop', environment: 'production' }, grants: grant('secret') },
    ]
    const proved = await checker(trusting(several))(await issuer.sign(githubClaims, AT))
    expect(proved.ok && proved.value.grants).toEqual([...grant('shop.production'), { role: 'viewer', gate: 'root' }])
  })

  test('is taken while its keys are known, and asks for them once', async () => {
    const check = checker()
    const before = issuer.asked
    for (let time = 0; time < 3; time += 1) expect(await codeOf(await issuer.sign(githubClaims, AT), check)).toBe('in')
    expect(issuer.asked - before).toBe(1)
  })

  test('by a new key is taken once the issuer has changed its keys, and one by the old key no longer', async () => {
    const check = checker()
    const old = await issuer.sign(githubClaims, AT)
    expect(await codeOf(old, check)).toBe('in')
    await issuer.rotate()
    expect(await codeOf(await issuer.sign(githubClaims, AT), check)).toBe('in')
    expect(await codeOf(old, check)).toBe('unauthenticated')
  })
})

describe('nobody gets in', () => {
  test.each(['no signature', 'public key as secret', 'own key', 'changed claims'] as const)('by %s', async (how) => {
    expect(await codeOf(await issuer.forge(githubClaims, AT, how))).toBe('unauthenticated')
  })

  test.each([
    ['for another audience', { aud: 'https://other.example.com' }],
    ['of another issuer', { iss: 'https://evil.example.com' }],
    ['of an issuer whose name only begins like it', { iss: 'ISSUER/' }],
    ['that has ended', { exp: AT / 1_000 - 31 }],
    ['of the future', { iat: AT / 1_000 + 300, exp: AT / 1_000 + 600 }],
    ['that is not good yet', { nbf: AT / 1_000 + 300 }],
    ['that is good for ever but was made yesterday', { iat: AT / 1_000 - 86_400, exp: AT / 1_000 + 86_400 * 365 }],
    ['without a subject', { sub: '' }],
    ['with an endless subject', { sub: 'x'.repeat(300) }],
  ])('with a token %s', async (_, claims) => {
    const iss = 'iss' in claims ? { iss: claims.iss.replace('ISSUER', issuer.url) } : {}
    expect(await codeOf(await issuer.sign({ ...githubClaims, ...claims, ...iss }, AT))).toBe('unauthenticated')
  })

  test.each(['exp', 'iat', 'aud', 'iss', 'sub'])('with a token without %s', async (name) => {
    expect(await codeOf(await issuer.sign(githubClaims, AT, { without: [name] }))).toBe('unauthenticated')
  })

  test('by a key that nobody published; who asks often makes the link ask its issuer once', async () => {
    const check = checker(trusting(rules), { deadlineMs: 10_000, cooldownMs: 60_000 })
    expect(await codeOf(await issuer.sign(githubClaims, AT), check)).toBe('in')
    const before = issuer.asked
    for (let time = 0; time < 5; time += 1)
      expect(await codeOf(await issuer.sign(githubClaims, AT, { kid: `k${time}` }), check)).toBe('unauthenticated')
    expect(issuer.asked).toBe(before)
  })

  test('whose claims no rule is about, and hears that nobody let it in', async () => {
    for (const more of [{ repository: 'acme/shop2' }, { repository: ['acme/shop'] }, { repository: null }])
      expect(await codeOf(await issuer.sign({ ...githubClaims, ...more }, AT))).toBe('forbidden')
  })

  test.each(['', '.', 'a.b.c', '..', `${'x'.repeat(3_000)}.y.z`])('with %j', async (text) => {
    expect(await codeOf(text)).toBe('unauthenticated')
  })

  test('while its issuer says nothing: it cannot be known now', async () => {
    issuer.manners = 'silent'
    const check = checker(trusting(rules), { deadlineMs: 20, cooldownMs: 0 })
    expect(await codeOf(await issuer.sign(githubClaims, AT), check)).toBe('unavailable')
  })

  test.each(['huge', 'broken', 'elsewhere', 'gone'] as const)(
    'while the keys of the issuer are %s: it cannot be known now',
    async (manners) => {
      issuer.manners = manners
      const check = checker()
      const token = await issuer.sign(githubClaims, AT)
      expect(await codeOf(token, check)).toBe('unavailable')
      expect(errors).toHaveLength(1)
      issuer.manners = 'right'
      expect(await codeOf(token, check)).toBe('unavailable')
      now += 5_000
      expect(await codeOf(token, check)).toBe('in')
    },
  )
})
