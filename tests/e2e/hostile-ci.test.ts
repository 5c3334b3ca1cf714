import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectLink, type Link } from '@boss-deployer/client'
import { type FakeIssuer, githubClaims, openFakeIssuer } from '@boss-deployer/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { flawsOf, readRecord } from '../crash/record.ts'
import { tempFolder } from './boss/house.ts'
import { type Desk, deskOf } from './ci/desk.ts'
import { type Hall, openHall } from './hall.ts'

const GATE = 'shop.production'
const RUNS = 100
const AT_ONCE = 10
const folder = tempFolder()

let hall: Hall
let desk: Desk
let issuer: FakeIssuer
let stranger: string
let foreigner: string

beforeAll(async () => {
  issuer = await openFakeIssuer()
  const rules = [{ claims: { repository: 'acme/shop' }, grants: [{ role: 'pipeline', gate: GATE }] }]
  const { url, audience, keysUrl } = issuer
  const issuers = [{ name: 'acme-ci', ci: 'github', issuer: url, audience, jwks_uri: keysUrl, rules }]
  const trust = join(folder.path, 'trust.json')
  writeFileSync(trust, JSON.stringify({ issuers }))
  hall = await openHall(['--trust', trust])
  desk = deskOf(hall)
  for (const gate of [GATE, 'bank']) await hall.post('/gates', { gate })
  stranger = await tokenAt(GATE)
  foreigner = await tokenAt('bank')
})
afterAll(async () => {
  await hall.close()
  await issuer[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const tokenAt = async (gate: string) =>
  String((await hall.post('/tokens', { name: `ci of ${gate}`, grants: [{ role: 'pipeline', gate }] })).token)

const said = z.looseObject({ lock: z.string().optional(), code: z.string().optional(), state: z.string().optional() })

async function call(token: string, method: string, path: string, body?: object) {
  const response = await fetch(`${hall.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { ...said.parse(await response.json()), status: response.status }
}

let asked = 0
const question = (more: object = {}) => {
  asked += 1
  return { gate: GATE, pipeline: 'shop', step: 'production', request_id: `build-${asked}`, ...more }
}
async function ask(body: object = question(), token = hall.tokens.pipeline): Promise<string> {
  const { lock } = await call(token, 'POST', '/locks', body)
  return lock ?? ''
}
const recorded = async () => (await readRecord(hall.tokens)).length

describe('a forged delivery', () => {
  const claims = { ...githubClaims, repository: 'acme/shop' }

  test.each(['no signature', 'public key as secret', 'own key', 'changed claims'] as const)(
    'of a build system, with %s, is refused and leaves nothing',
    async (how) => {
      const before = await recorded()
      const token = await issuer.forge(claims, Date.now(), how)
      expect(await call(token, 'POST', '/locks', question())).toMatchObject({ status: 401, code: 'unauthenticated' })
      expect(await recorded()).toBe(before)
    },
  )

  test('of another audience, of another time or of a repository that is not trusted is refused and leaves nothing', async () => {
    const before = await recorded()
    const forged = [
      [await issuer.sign({ ...claims, aud: 'https://elsewhere.example.com' }, Date.now()), 'unauthenticated'],
      [await issuer.sign(claims, Date.now() - 3_600_000), 'unauthenticated'],
      [await issuer.sign({ ...claims, repository: 'mallory/shop' }, Date.now()), 'forbidden'],
    ] as const
    for (const [token, code] of forged) expect((await call(token, 'POST', '/locks', question())).code).toBe(code)
    expect(await recorded()).toBe(before)
  })

  test('of Flagger, with a token that is none or not for this gate, is refused and leaves nothing', async () => {
    const before = await recorded()
    const canary = { name: 'shop', namespace: 'prod', phase: 'Progressing', checksum: 'c1' }
    for (const token of ['boss_forged', foreigner, hall.tokens.pipeline.slice(0, -1)]) {
      const metadata = { token, gate: GATE, step: 'rollout' }
      const { code } = await call('', 'POST', '/intake/flagger', { ...canary, metadata })
      expect(code).toBe(token === foreigner ? 'forbidden' : 'unauthenticated')
    }
    expect(await recorded()).toBe(before)
  })
})

describe('a delivery that comes again', () => {
  test('fifty times at once asks one question, has one claim, and always the same answer', async () => {
    const body = question()
    const locks = await Promise.all(Array.from({ length: 50 }, () => ask(body)))
    const [lock = ''] = locks
    expect(new Set(locks).size).toBe(1)
    await Promise.all(Array.from({ length: 20 }, () => call(hall.tokens.operator, 'POST', `/locks/${lock}/unlock`, {})))
    const claims = await Promise.all(
      Array.from({ length: 50 }, () => call(hall.tokens.pipeline, 'POST', `/locks/${lock}/claim`, {})),
    )
    expect(new Set(claims.map((claim) => JSON.stringify(claim))).size).toBe(1)
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
  })

  test('after its lock has ended revives nothing', async () => {
    const body = question()
    const lock = await ask(body)
    await call(hall.tokens.pipeline, 'POST', `/locks/${lock}/cancel`, {})
    expect((await call(hall.tokens.operator, 'POST', `/locks/${lock}/unlock`, {})).code).toBe('lock_ended')
    expect(await call(hall.tokens.pipeline, 'POST', '/locks', body)).toMatchObject({ lock, state: 'cancelled' })
    expect((await call(hall.tokens.pipeline, 'POST', `/locks/${lock}/claim`, {})).code).toBe('lock_ended')
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'cancelled'])
  })
})

describe('whoever is not who asked', () => {
  const names = 'pipeline=shop&step=production'

  test('with a token of another gate sees, claims, cancels, verifies and asks nothing here', async () => {
    const lock = await ask()
    await desk.unlock(lock)
    const before = await recorded()
    for (const [method, path, body] of [
      ['POST', '/locks', question()],
      ['GET', `/locks/${lock}`, undefined],
      ['POST', `/locks/${lock}/claim`, {}],
      ['POST', `/locks/${lock}/cancel`, {}],
      ['POST', `/locks/${lock}/verify`, { gate: GATE }],
      ['GET', `/gates/${GATE}/pass?${names}&request_id=build-${asked}`, undefined],
      ['GET', `/gates/${GATE}/answer?${names}&request_id=build-${asked}`, undefined],
    ] as const)
      expect(await call(foreigner, method, path, body), path).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await recorded()).toBe(before)
    expect(await desk.stateOf(lock)).toBe('unlocked')
  })

  test('names another pipeline, its step, its request and its commit, and gets a question of its own', async () => {
    const body = question({ context: { commit: 'c1' } })
    const lock = await ask(body)
    await desk.unlock(lock)
    const own = await call(stranger, 'POST', '/locks', body)
    expect(own).toMatchObject({ status: 200, state: 'locked' })
    expect(own.lock).not.toBe(lock)
    const request = `${names}&request_id=${body.request_id}&commit=c1`
    expect((await call(stranger, 'GET', `/gates/${GATE}/pass?${request}`)).code).toBe('not_passed')
    expect((await call(stranger, 'POST', `/locks/${lock}/claim`, {})).code).toBe('forbidden')
    expect((await call(stranger, 'POST', `/locks/${lock}/cancel`, {})).code).toBe('forbidden')
    expect(await desk.eventsOf(lock)).toEqual(['locked', 'unlocked'])
  })

  test('is the repository that the build system signs for, whatever it says of itself', async () => {
    const token = await issuer.sign(githubClaims, Date.now())
    const lock = await ask(question({ source: { ci: 'jenkins', project: 'acme/bank' } }), token)
    expect(await hall.get(`/locks/${lock}`)).toMatchObject({ source: { ci: 'github', project: 'acme/shop' } })
  })

  test('claims another commit than the one that was approved, and is refused', async () => {
    const lock = await ask(question({ context: { commit: 'c1' } }))
    await desk.unlock(lock)
    expect((await call(hall.tokens.pipeline, 'POST', `/locks/${lock}/claim`, { commit: 'c2' })).code).toBe('conflict')
    expect(await desk.stateOf(lock)).toBe('unlocked')
  })
})

describe('an abort in the moment of the approval', () => {
  type Deed = 'unlock' | 'cancel' | 'claim' | 'claim again'
  let pipeline: Link
  let boss: Link
  beforeAll(() => {
    pipeline = connectLink({ url: hall.url, token: hall.tokens.pipeline, role: 'pipeline' })
    boss = connectLink({ url: hall.url, token: hall.tokens.operator, role: 'console' })
  })
  afterAll(() => Promise.all([pipeline.close(), boss.close()]))

  test(`has exactly one outcome, in ${RUNS * AT_ONCE} interleavings`, { timeout: 300_000 }, async () => {
    expect((await pipeline.welcome).ok && (await boss.welcome).ok).toBe(true)
    const plan = fc.record({
      order: fc.shuffledSubarray<Deed>(['unlock', 'cancel', 'claim', 'claim again'], { minLength: 3 }),
      turns: fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }),
    })
    const plans = fc.array(plan, { minLength: AT_ONCE, maxLength: AT_ONCE })
    const outcomes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(plans, async (all) => {
        for (const outcome of await Promise.all(all.map(interleaved)))
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }),
      { numRuns: RUNS },
    )
    expect(flawsOf(await readRecord(hall.tokens))).toEqual([])
    // Both sides win at times, or nothing was shown.
    for (const outcome of ['claimed', 'cancelled']) expect(outcomes.get(outcome) ?? 0).toBeGreaterThan(RUNS / 2)
  })

  interface Plan {
    readonly order: readonly Deed[]
    /** For how many turns of the event loop each is held back. */
    readonly turns: readonly number[]
  }

  async function interleaved({ order, turns }: Plan): Promise<string> {
    const asked = await pipeline.send('lock', question())
    if (!asked.ok) throw new Error(asked.error.message)
    const uuid = asked.value.lock
    const deeds = {
      unlock: () => boss.send('unlock', { uuid }),
      cancel: () => pipeline.send('cancel', { uuid }),
      claim: () => pipeline.send('claim', { uuid }),
      'claim again': () => pipeline.send('claim', { uuid }),
    }
    const answers = await Promise.all(
      order.map(async (deed, place) => {
        for (let turn = 0; turn < (turns[place] ?? 0); turn += 1) await new Promise((resolve) => setImmediate(resolve))
        return { deed, ok: (await deeds[deed]()).ok }
      }),
    )
    const events = await desk.eventsOf(uuid)
    const ends = events.filter((type) => type === 'claimed' || type === 'cancelled')
    const wasTold = (deed: string) => answers.some((answer) => answer.deed.startsWith(deed) && answer.ok)
    expect(ends.length).toBeLessThanOrEqual(1)
    expect(wasTold('claim')).toBe(ends[0] === 'claimed')
    expect(wasTold('cancel')).toBe(ends[0] === 'cancelled')
    if (ends[0] === 'claimed') expect(events).toEqual(['locked', 'unlocked', 'claimed'])
    if (ends.length === 0) await pipeline.send('cancel', { uuid })
    return ends[0] ?? 'open'
  }
})
