import { generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  deliveryOf,
  type FakeGithub,
  openFakeGithub,
  protectionPayload,
  runPayload,
  type SampleDeployment,
} from '@boss-deployer/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type HeldTime, type HookWorld, holds, openHookWorld } from '../../testing/hook-world.ts'
import { makeGithub } from './integration.ts'

const START = Date.parse('2030-01-01T00:00:00.000Z')
const SECRET = "It's a Secret to Everybody"
const INSTALLATION = 424_242
const taken = z.object({ lock: z.nullable(z.string()), cancelled: z.int() })
const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const secrets: Readonly<Record<string, string>> = {
  key: pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  hook: SECRET,
}

let github: FakeGithub
let world: HookWorld
let time: HeldTime
beforeEach(async () => {
  time = { now: START }
  github = await openFakeGithub({
    id: 'Iv23',
    publicKey: pair.publicKey,
    installation: INSTALLATION,
    clock: () => time.now,
  })
  const environments = [
    { repository: 'acme/shop', environment: 'production', gate: 'shop.production' },
    { repository: 'acme/blog', environment: 'production', gate: 'blog' },
  ]
  const files = { private_key_file: 'key', webhook_secret_file: 'hook' }
  const entry = { kind: 'github', name: 'actions', url: `${github.url}/`, app: 'Iv23', ...files, environments } as const
  world = await openHookWorld([makeGithub(entry, (file) => secrets[file] ?? '')], time)
  for (const gate of ['shop', 'shop.production', 'blog']) await world.ask('POST', '/gates', { gate })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

let runs = 0
function deployment(more: Partial<SampleDeployment> = {}): SampleDeployment {
  runs += 1
  const it = {
    ...{ repository: 'acme/shop', environment: 'production', run: 9_000 + runs, deployment: 70_000 + runs },
    ...{ installation: INSTALLATION, commit: '14977a7b5485400124827221a04bfb474bcd72d1', sender: 'octo-anna' },
    ...more,
  }
  github.wait(it.repository, it.run, it.environment)
  return it
}

const requested = (of: SampleDeployment, secret = SECRET) =>
  deliveryOf('deployment_protection_rule', protectionPayload(github.url, of), secret)
const over = (of: SampleDeployment, at = time.now) =>
  deliveryOf('workflow_run', runPayload(of, 'completed', at), SECRET)

/** Posts what waits; the answer is its lock. */
async function wait(of: SampleDeployment): Promise<string> {
  const { status, said } = await world.deliver('actions', requested(of))
  expect(status).toBe(200)
  return taken.parse(said).lock ?? 'none'
}

const reviewed = (count: number) => holds(() => expect(github.reviews).toHaveLength(count))

test('what waits at GitHub is a lock with its repository, environment, commit and who started it', async () => {
  const of = deployment()
  const lock = await wait(of)
  expect(await world.ask('GET', `/locks/${lock}`)).toMatchObject({
    ...{ gate: 'shop.production', pipeline: 'acme/shop', step: 'production', state: 'locked' },
    ...{ commit: of.commit, requester: 'octo-anna' },
    context: {
      environment: 'production',
      build_url: `https://github.com/acme/shop/actions/runs/${of.run}`,
      requested_by: 'octo-anna',
    },
    source: { ci: 'github', project: 'acme/shop', build_id: String(of.run) },
  })
  expect(github.asked).toEqual([])
})

test('a yes is told once its claim is stored, with a token for this repository and deployments alone', async () => {
  const of = deployment()
  const lock = await wait(of)
  await world.unlock(lock)
  await reviewed(1)
  expect(await world.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
  expect(github.reviews[0]).toMatchObject({ repository: 'acme/shop', run: String(of.run), state: 'approved' })
  expect(github.reviews[0]?.comment).toMatch(/^Approved by .+\. Lock /)
  expect(github.tokensFor).toEqual([{ repositories: ['shop'], permissions: { deployments: 'write' } }])
})

test('a token is kept until shortly before it ends, and asked for anew then', async () => {
  const deploy = async (count: number) => {
    await world.unlock(await wait(deployment()))
    await reviewed(count)
  }
  await deploy(1)
  await world.pass(59 * 60_000)
  await deploy(2)
  expect(github.tokensFor).toHaveLength(1)
  await world.pass(45_000)
  await deploy(3)
  expect(github.tokensFor).toHaveLength(2)
})

test.each([
  ['a no', (lock: string) => world.reject(lock), 'This lock is rejected: not today'],
  ['a block', () => world.status('shop', 'blocked'), 'This lock is killed: fire'],
  ['a lock that expired', () => world.pass(25 * 3_600_000), 'This lock is expired'],
] as const)('%s is told as one', async (_, deed, said) => {
  await deed(await wait(deployment()))
  await reviewed(1)
  expect(github.reviews[0]).toMatchObject({ state: 'rejected' })
  expect(github.reviews[0]?.comment).toContain(said)
})

test('what reaches a gate that is blocked is told no at once', async () => {
  await world.status('shop', 'blocked')
  expect(await wait(deployment())).toBe('none')
  await reviewed(1)
  expect(github.reviews[0]).toMatchObject({ state: 'rejected' })
  expect(await world.waiting()).toEqual([])
})

test('a gate that is released lets it through, with a lock in the record', async () => {
  await world.status('shop.production', 'released')
  const lock = await wait(deployment())
  await reviewed(1)
  expect(github.reviews[0]).toMatchObject({ state: 'approved' })
  expect(await world.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
})

describe('a forger', () => {
  const bodyOf = (of: SampleDeployment) => requested(of)
  test.each([
    ['another secret', (of: SampleDeployment) => requested(of, 'guessed')],
    ['no signature', (of: SampleDeployment) => without(bodyOf(of), 'x-hub-signature-256')],
    ['the old kind of signature', (of: SampleDeployment) => signedAs(bodyOf(of), 'sha1=0123')],
    ['a signature that is no hex', (of: SampleDeployment) => signedAs(bodyOf(of), `sha256=${'z'.repeat(64)}`)],
    ['a byte more', (of: SampleDeployment) => ({ ...bodyOf(of), body: `${bodyOf(of).body} ` })],
  ])('with %s is refused, and leaves a line', async (_, forge) => {
    const { status, said } = await world.deliver('actions', forge(deployment()))
    expect(status).toBe(401)
    expect(said).toMatchObject({ code: 'unauthenticated' })
    expect(await world.waiting()).toEqual([])
    expect(world.security).toMatchObject([
      { outcome: 'refused', subject: null, route: 'POST /api/v1/intake/hooks/actions' },
    ])
  })

  const without = ({ headers, body }: ReturnType<typeof requested>, name: string) => ({
    headers: Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)),
    body,
  })
  const signedAs = ({ headers, body }: ReturnType<typeof requested>, signature: string) => ({
    headers: { ...headers, 'x-hub-signature-256': signature },
    body,
  })
})

test('a delivery that comes again is refused, also under another name, and nobody is asked twice', async () => {
  const first = requested(deployment())
  expect((await world.deliver('actions', first)).status).toBe(200)
  const renamed = { ...first, headers: { ...first.headers, 'x-github-delivery': randomUUID() } }
  for (const again of [first, renamed]) expect(await world.deliver('actions', again)).toMatchObject({ status: 409 })
  expect(await world.waiting()).toHaveLength(1)
})

test('a deployment that is told of anew, by a delivery of its own, is the same lock', async () => {
  const of = deployment()
  const lock = await wait(of)
  const again = deliveryOf(
    'deployment_protection_rule',
    { ...protectionPayload(github.url, of), pull_requests: [1] },
    SECRET,
  )
  expect((await world.deliver('actions', again)).said).toMatchObject({ lock })
})

describe('two jobs that wait', () => {
  const another = (of: SampleDeployment, more: Partial<SampleDeployment> = {}) => deployment({ run: of.run, ...more })

  test('are one question, as GitHub takes one answer for both', async () => {
    const of = deployment()
    const lock = await wait(of)
    expect(await wait(another(of))).toBe(lock)
    await world.unlock(lock)
    await reviewed(1)
    expect(await world.waiting()).toEqual([])
  })

  test('are one question also when both come at once', async () => {
    const of = deployment()
    const all = await Promise.all([of, another(of), another(of)].map(wait))
    expect(new Set(all).size).toBe(1)
  })

  test('are two where the second comes once the first is decided', async () => {
    const of = deployment()
    const first = await wait(of)
    await world.unlock(first)
    await reviewed(1)
    const second = await wait(another(of))
    expect(second).not.toBe(first)
    expect(await world.waiting()).toEqual([second])
  })

  test('are two where the runs or the repositories differ', async () => {
    const of = deployment()
    const first = await wait(of)
    expect(await wait(deployment())).not.toBe(first)
    expect(await wait(deployment({ run: of.run, repository: 'acme/blog' }))).not.toBe(first)
    expect(await world.waiting()).toHaveLength(3)
  })
})

test.each([
  ['another host', () => 'https://evil.example.com'],
  ['another port', () => 'http://127.0.0.1:1'],
  [
    'another run of another repository',
    (url: string) => `${url}/repos/acme/blog/actions/runs/1/deployment_protection_rule?x=`,
  ],
])('a callback at %s is refused, and never called', async (_, host) => {
  const of = deployment()
  const path = `/repos/acme/shop/actions/runs/${of.run}/deployment_protection_rule`
  const payload = { ...protectionPayload(github.url, of), deployment_callback_url: `${host(github.url)}${path}` }
  const answer = await world.deliver('actions', deliveryOf('deployment_protection_rule', payload, SECRET))
  expect(answer).toMatchObject({ status: 403, said: { code: 'forbidden' } })
  expect(await world.waiting()).toEqual([])
  expect(github.asked).toEqual([])
})

test.each([
  ['a repository', { repository: 'eve/shop' }],
  ['an environment', { environment: 'staging' }],
])('%s that the file does not name is refused', async (_, more) => {
  expect(await world.deliver('actions', requested(deployment(more)))).toMatchObject({ status: 403 })
  expect(await world.waiting()).toEqual([])
})

test('a repository waits at its own gate: what another gate lets through does not help it', async () => {
  await world.status('blog', 'released')
  const blog = await wait(deployment({ repository: 'acme/blog' }))
  const shop = await wait(deployment())
  await reviewed(1)
  expect(github.reviews[0]).toMatchObject({ repository: 'acme/blog' })
  expect(await world.waiting()).toEqual([shop])
  expect(blog).not.toBe(shop)
})

test('a body that is too large, no JSON, or of another shape is refused, and other events are taken for nothing', async () => {
  const huge = deliveryOf('deployment_protection_rule', { text: 'x'.repeat(1_100_000) }, SECRET)
  expect(await world.deliver('actions', huge)).toMatchObject({ status: 413 })
  const odd = deliveryOf('deployment_protection_rule', { action: 'requested' }, SECRET)
  expect(await world.deliver('actions', odd)).toMatchObject({ status: 400 })
  const ping = deliveryOf('ping', { zen: 'Keep it logically awesome.' }, SECRET)
  expect(await world.deliver('actions', ping)).toEqual({ status: 200, said: { lock: null, cancelled: 0 } })
  const form = { ...ping, headers: { ...ping.headers, 'content-type': 'application/x-www-form-urlencoded' } }
  expect((await world.deliver('actions', form)).status).toBeGreaterThanOrEqual(400)
  expect((await world.deliver('nobody', ping)).status).toBe(404)
})

describe('a run that is over', () => {
  test('takes its questions back, and those of no other run', async () => {
    const [one, other] = [deployment(), deployment()]
    const [gone, stays] = [await wait(one), await wait(other)]
    expect((await world.deliver('actions', over(one))).said).toEqual({ lock: null, cancelled: 1 })
    expect(await world.eventsOf(gone)).toEqual(['locked', 'cancelled'])
    expect(await world.waiting()).toEqual([stays])
    expect(await world.told()).toEqual([])
  })

  test('of an earlier attempt cancels nothing of this one', async () => {
    const of = deployment()
    const before = over(of)
    time.now += 10 * 60_000
    const lock = await wait(of)
    expect((await world.deliver('actions', before)).said).toEqual({ lock: null, cancelled: 0 })
    expect(await world.waiting()).toEqual([lock])
  })

  test('in the moment of the approval has one outcome, and a cancelled one is never told yes', async () => {
    for (let round = 0; round < 40; round += 1) {
      const of = deployment()
      const lock = await wait(of)
      const cancelled = over(of)
      const approve = () => world.unlock(lock)
      const cancel = () => world.deliver('actions', cancelled)
      await Promise.allSettled(round % 2 === 0 ? [approve(), cancel()] : [cancel(), approve()])
      await holds(async () => expect(['claimed', 'cancelled']).toContain((await world.eventsOf(lock)).at(-1)))
      const end = (await world.eventsOf(lock)).at(-1) ?? ''
      if (end === 'claimed')
        await holds(() => expect(github.reviews.some(({ run }) => run === String(of.run))).toBe(true))
      else expect(github.reviews.some(({ run }) => run === String(of.run))).toBe(false)
    }
  })
})

describe('a GitHub that misbehaves', () => {
  test.each(['error', 'limit', 'redirect', 'hang-up', 'no-token'] as const)(
    '(%s) hears the yes as soon as it listens',
    async (manners) => {
      github.manners = manners
      await world.unlock(await wait(deployment()))
      const last = manners === 'redirect' ? 'failed' : 'asked'
      await holds(async () => expect((await world.told())[0]).toContain(`: ${last}, `))
      github.manners = 'right'
      await world.pass(61_000)
      if (manners !== 'redirect') await reviewed(1)
      else expect(github.reviews).toEqual([])
    },
  )

  test('and did what it was asked without saying so is asked again, and takes it once', async () => {
    github.manners = 'unheard'
    await world.unlock(await wait(deployment()))
    await reviewed(1)
    await holds(async () => expect((await world.told())[0]).toContain(': asked, '))
    github.manners = 'right'
    await world.pass(2_000)
    await holds(async () => expect((await world.told())[0]).toContain('it answered 422: this waits there no more'))
    expect(github.reviews).toHaveLength(1)
  })

  test('is counted, each try by what came of it', async () => {
    github.manners = 'error'
    await world.unlock(await wait(deployment()))
    await holds(async () => expect((await world.told())[0]).toContain(': asked, '))
    github.manners = 'right'
    await world.pass(2_000)
    await holds(async () => {
      const figures = await world.figures()
      expect(figures).toContain('boss_calls_total{integration="actions",outcome="asked"} 1')
      expect(figures).toContain('boss_calls_total{integration="actions",outcome="confirmed"} 1')
      expect(figures).toContain('boss_calls_total{integration="actions",outcome="failed"} 0')
    })
  })

  test('and forgot its tokens is asked with another one', async () => {
    await world.unlock(await wait(deployment()))
    await reviewed(1)
    github.forgetTokens()
    await world.unlock(await wait(deployment()))
    await holds(async () => expect((await world.told())[1]).toContain(': asked, it answered 401'))
    await world.pass(2_000)
    await reviewed(2)
  })

  test('until the gate was blocked hears a no, though the lock was claimed before', async () => {
    github.manners = 'error'
    const lock = await wait(deployment())
    await world.unlock(lock)
    await holds(async () => expect((await world.told())[0]).toContain(': asked, it answered 500'))
    await world.status('root', 'blocked')
    github.manners = 'right'
    await world.pass(2_000)
    await reviewed(1)
    expect(github.reviews[0]).toMatchObject({ state: 'rejected' })
  })
})
