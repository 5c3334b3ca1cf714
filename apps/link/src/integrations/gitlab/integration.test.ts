import {
  deploymentPayload,
  type FakeGitlab,
  gitlabDelivery,
  openFakeGitlab,
  type SampleBlocked,
} from '@boss-deployer/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type HeldTime, type HookWorld, holds, openHookWorld } from '../../testing/hook-world.ts'
import { makeGitlab } from './integration.ts'

const SECRET = 'gitlab hook'
const taken = z.object({ lock: z.nullable(z.string()), cancelled: z.int() })
const secrets: Readonly<Record<string, string>> = { token: 'glpat-boss', hook: SECRET }

let gitlab: FakeGitlab
let world: HookWorld
let time: HeldTime
beforeEach(async () => {
  time = { now: Date.parse('2030-01-01T00:00:00.000Z') }
  gitlab = await openFakeGitlab('glpat-boss')
  const environments = [
    { project: 'acme/apps/shop', environment: 'production', gate: 'shop.production' },
    { project: 'acme/apps/shop', environment: 'staging', gate: 'shop.staging' },
  ]
  const entry = { kind: 'gitlab', name: 'lab', url: gitlab.url, represented_as: 'bosses', environments } as const
  const files = { token_file: 'token', webhook_secret_file: 'hook' }
  world = await openHookWorld([makeGitlab({ ...entry, ...files }, (file) => secrets[file] ?? '')], time)
  for (const gate of ['shop', 'shop.production', 'shop.staging']) await world.ask('POST', '/gates', { gate })
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  await gitlab[Symbol.asyncDispose]()
})

let deployments = 0
function blocked(more: Partial<SampleBlocked> = {}): SampleBlocked {
  deployments += 1
  const it = {
    ...{ project: 'acme/apps/shop', environment: 'production', deployment: 40 + deployments },
    ...{ commit: '279484c09fbe69ededfced8c1bb6e6d24616b468', username: 'anna', ...more },
  }
  const { project, environment, deployment: id, commit: sha } = it
  gitlab.deployments.push({ project, environment, id, sha, status: 'blocked' })
  return it
}

const delivery = (of: SampleBlocked, status = 'blocked', secret = SECRET) =>
  gitlabDelivery(deploymentPayload(gitlab.url, of, status), secret)

async function wait(of: SampleBlocked): Promise<string> {
  const { status, said } = await world.deliver('lab', delivery(of))
  expect(status).toBe(200)
  return taken.parse(said).lock ?? 'none'
}

const answered = (count: number) => holds(() => expect(gitlab.approvals).toHaveLength(count))
const toldLast = async () => (await world.told()).at(-1) ?? ''

test('a deployment that is blocked is a lock with its project, environment, commit and who started it', async () => {
  const of = blocked()
  expect(await world.ask('GET', `/locks/${await wait(of)}`)).toMatchObject({
    ...{ gate: 'shop.production', pipeline: 'acme/apps/shop', step: 'production', state: 'locked' },
    ...{ commit: of.commit, requester: 'anna' },
    source: { ci: 'gitlab', team: 'acme/apps', project: 'acme/apps/shop' },
  })
  expect(gitlab.asked).toEqual([])
})

test('a yes is told once its claim is stored, after a look at what it is', async () => {
  const of = blocked()
  const lock = await wait(of)
  await world.unlock(lock)
  await answered(1)
  expect(await world.eventsOf(lock)).toEqual(['locked', 'unlocked', 'claimed'])
  expect(gitlab.approvals[0]).toMatchObject({ id: of.deployment, status: 'approved', as: 'bosses' })
  expect(gitlab.approvals[0]?.comment).toContain(`Lock ${lock}.`)
  const path = `/api/v4/projects/acme%2Fapps%2Fshop/deployments/${of.deployment}`
  expect(gitlab.asked).toEqual([`GET ${path}`, `POST ${path}/approval`])
})

test.each([
  ['a no', (lock: string) => world.reject(lock)],
  ['a block', () => world.status('shop', 'blocked')],
  ['a lock that expired', () => world.pass(25 * 3_600_000)],
] as const)('%s is told as one', async (_, deed) => {
  await deed(await wait(blocked()))
  await answered(1)
  expect(gitlab.approvals[0]?.status).toBe('rejected')
})

test('what reaches a gate that is blocked is told no at once', async () => {
  await world.status('shop', 'blocked')
  expect(await wait(blocked())).toBe('none')
  await answered(1)
  expect(gitlab.approvals[0]?.status).toBe('rejected')
})

test('whoever knows the secret and names the deployment of another environment opens nothing', async () => {
  await world.status('shop.staging', 'released')
  const production = blocked()
  await wait({ ...production, environment: 'staging' })
  await holds(async () => expect(await toldLast()).toContain('is of another environment or commit'))
  await wait({ ...production, environment: 'staging', commit: 'b'.repeat(40), deployment: blocked().deployment })
  await holds(async () => expect((await world.told()).filter((told) => told.includes('failed, '))).toHaveLength(2))
  expect(gitlab.approvals).toEqual([])
})

test('a yes that comes when nothing waits any more is not told', async () => {
  const of = blocked()
  const lock = await wait(of)
  for (const each of gitlab.deployments) each.status = 'canceled'
  await world.unlock(lock)
  await holds(async () => expect(await toldLast()).toContain('it waits no more: it is canceled'))
  expect(gitlab.approvals).toEqual([])
})

test.each(['canceled', 'running', 'failed'])('a deployment that is %s takes its question back', async (status) => {
  const of = blocked()
  const [lock, other] = [await wait(of), await wait(blocked())]
  expect((await world.deliver('lab', delivery(of, status))).said).toEqual({ lock: null, cancelled: 1 })
  expect(await world.eventsOf(lock)).toEqual(['locked', 'cancelled'])
  expect(await world.waiting()).toEqual([other])
})

test('a wrong secret, a delivery that comes again, and what is not named are refused', async () => {
  const of = blocked()
  expect(await world.deliver('lab', delivery(of, 'blocked', 'guessed'))).toMatchObject({ status: 401 })
  const { 'x-gitlab-token': _, ...headers } = delivery(of).headers
  expect(await world.deliver('lab', { ...delivery(of), headers })).toMatchObject({ status: 401 })
  const first = delivery(of)
  expect((await world.deliver('lab', first)).status).toBe(200)
  expect(await world.deliver('lab', first)).toMatchObject({ status: 409 })
  expect(await world.deliver('lab', delivery(blocked({ project: 'eve/shop' })))).toMatchObject({ status: 403 })
  expect(await world.deliver('lab', delivery(blocked({ environment: 'live' })))).toMatchObject({ status: 403 })
  expect(await world.deliver('lab', delivery(of, 'created'))).toMatchObject({ status: 200, said: { lock: null } })
  expect(await world.deliver('lab', gitlabDelivery({}, SECRET, 'Push Hook'))).toMatchObject({ status: 200 })
  expect(await world.waiting()).toHaveLength(1)
})

describe('a GitLab that misbehaves', () => {
  test.each(['error', 'limit', 'garbage', 'hang-up'] as const)(
    '(%s) hears the yes as soon as it listens',
    async (manners) => {
      gitlab.manners = manners
      await world.unlock(await wait(blocked()))
      await holds(async () => expect(await toldLast()).toContain(': asked, '))
      gitlab.manners = 'right'
      await world.pass(61_000)
      await answered(1)
    },
  )

  test('and did what it was asked without saying so does it once', async () => {
    gitlab.manners = 'unheard'
    await world.unlock(await wait(blocked()))
    await answered(1)
    await holds(async () => expect(await toldLast()).not.toContain('it waits'))
    gitlab.manners = 'right'
    await world.pass(61_000)
    await holds(async () => expect(await toldLast()).toContain('failed, it answered 400'))
    expect(gitlab.approvals).toHaveLength(1)
  })

  test('until the gate was blocked hears a no', async () => {
    gitlab.manners = 'error'
    await world.unlock(await wait(blocked()))
    await holds(async () => expect(await toldLast()).toContain('it answered 500'))
    await world.status('root', 'blocked')
    gitlab.manners = 'right'
    await world.pass(61_000)
    await answered(1)
    expect(gitlab.approvals[0]?.status).toBe('rejected')
  })
})
