import { parseEvent } from '@boss-deployer/store'
import { type FakeAtcApi, openFakeAtcApi } from '@boss-deployer/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallsOut } from '../../calls/calls.ts'
import { sendByFetch } from '../../calls/send.ts'
import { type CallsWorld, callsWorld } from '../../testing/calls-world.ts'
import { makeConcourse } from './integration.ts'

const secrets: Readonly<Record<string, string>> = { webhook: 'hook', password: 'atc-password' }

let atc: FakeAtcApi
let world: CallsWorld
let link: CallsOut
beforeEach(async () => {
  atc = await openFakeAtcApi({ username: 'boss', password: 'atc-password', webhookToken: 'hook' })
  world = await callsWorld()
  await world.addGate('shop')
  await world.addGate('other')
  link = await world.open([concourse()], sendByFetch)
})
afterEach(async () => {
  await link.close()
  await atc[Symbol.asyncDispose]()
})

const concourse = (readSecret = (path: string) => secrets[path] ?? '') =>
  makeConcourse(
    {
      ...{ kind: 'concourse', name: 'ci', gate: 'shop', url: `${atc.url}/` },
      resources: [
        { team: 'main', pipeline: 'shop', resource: 'approval', webhook_token_file: 'webhook' },
        {
          ...{ team: 'main', pipeline: 'web', resource: 'gate' },
          vars: { branch: 'a/b' },
          webhook_token_file: 'webhook',
        },
        { team: 'main', pipeline: 'quiet', resource: 'approval' },
      ],
      abort: { username: 'boss', password_file: 'password' },
    },
    readSecret,
  )

const source = (build: number) => ({ ci: 'concourse', cluster: atc.url, team: 'main', build_id: String(build) })

async function deploying(lock: string, build: number, gate = 'shop'): Promise<void> {
  await world.ask(lock, { gate, source: source(build) })
  await world.unlock(lock)
  await world.claim(lock)
  await world.pass(0, link)
}

function addBuild(id: number, pipeline = 'shop', status: 'started' | 'succeeded' = 'started'): void {
  atc.builds.set(id, { id, team_name: 'main', pipeline_name: pipeline, job_name: 'deploy', status })
}

const statusOf = (id: number) => atc.builds.get(id)?.status
/** What the record says was stopped. */
const stopped = async () =>
  (await world.store.history(0, 1_000)).map(parseEvent).flatMap((event) => {
    return event.type === 'guarded' ? [`${event.lock ?? ''} ${event.state} by ${event.by.id}`] : []
  })
const aborts = async () => (await world.told()).filter((told) => told.startsWith('abort'))

test('resources are checked when the mode changes here or above, and not when it changes elsewhere', async () => {
  await world.block('other')
  await world.pass(0, link)
  expect(atc.checked).toEqual([])
  await world.block('shop')
  await world.pass(0, link)
  expect(atc.checked.toSorted()).toEqual(['main/shop/approval', 'main/web/gate'])
  expect(atc.asked).toContain(
    'POST /api/v1/teams/main/pipelines/web/resources/gate/check/webhook?webhook_token=hook&vars.branch=%22a%2Fb%22',
  )
  await world.block('root')
  await world.pass(0, link)
  expect(atc.checked).toHaveLength(4)
})

test('resources are checked once a lock is listed: a held one at its claim, any other when it is unlocked', async () => {
  await world.ask('held', { gate: 'shop' })
  await world.unlock('held')
  await world.pass(0, link)
  expect(atc.checked).toEqual([])
  await world.claim('held')
  await world.pass(0, link)
  expect(atc.checked).toHaveLength(2)
  await world.ask('free', { gate: 'shop', hold: false })
  await world.unlock('free')
  await world.pass(0, link)
  await world.claim('free')
  await world.pass(0, link)
  expect(atc.checked).toHaveLength(4)
})

test.each(['error', 'hang-up'] as const)('a check that is answered by %s is asked for again', async (manners) => {
  atc.manners = manners
  await world.block('shop')
  await world.pass(0, link)
  expect((await world.told()).every((told) => told.includes(': asked,'))).toBe(true)
  atc.manners = 'right'
  await world.pass(1_000, link)
  expect(atc.checked).toHaveLength(2)
  expect(await world.told()).toEqual([
    'check main/shop/approval: confirmed, it answered 201',
    'check main/web/gate/branch:a/b: confirmed, it answered 201',
  ])
})

test('a Concourse that answers too late is asked again, and its late answers change nothing', async () => {
  await link.close()
  link = await world.open([concourse()], (outgoing, sending) => sendByFetch(outgoing, { ...sending, deadlineMs: 200 }))
  addBuild(7)
  await deploying('a', 7)
  atc.manners = 'late'
  await world.block('shop')
  await world.pass(0, link)
  expect((await aborts()).every((told) => told.includes('no answer within'))).toBe(true)
  expect(atc.answerLate()).toBeGreaterThan(0)
  atc.manners = 'right'
  for (let second = 0; second < 10; second += 1) await world.pass(1_000, link)
  expect(await aborts()).toEqual(['abort build 7: confirmed, it ended: aborted'])
  expect(await stopped()).toEqual(['a stopping by link', 'a ended by link'])
})

test('a Concourse that says each answer twice is heard once', async () => {
  addBuild(7)
  await deploying('a', 7)
  atc.manners = 'twice'
  await world.block('shop')
  for (let second = 0; second < 10; second += 1) await world.pass(1_000, link)
  expect(await aborts()).toEqual(['abort build 7: confirmed, it ended: aborted'])
  expect(await stopped()).toEqual(['a stopping by link', 'a ended by link'])
})

test('a wrong webhook token is told of, and not tried again', async () => {
  await link.close()
  link = await world.open([concourse((path) => (path === 'webhook' ? 'wrong' : 'atc-password'))], sendByFetch)
  await world.block('shop')
  await world.pass(0, link)
  await world.pass(60_000, link)
  expect(atc.asked).toHaveLength(2)
  expect(await world.told()).toContain('check main/shop/approval: failed, its webhook token is another one')
})

test('a block aborts the builds that claimed a lock here, and says of each what came of it', async () => {
  addBuild(7)
  addBuild(8, 'shop', 'succeeded')
  addBuild(9)
  await deploying('a', 7)
  await deploying('b', 8)
  await deploying('c', 9, 'other')
  await world.block('root')
  await world.pass(0, link)
  expect([7, 8, 9].map(statusOf)).toEqual(['aborted', 'succeeded', 'started'])
  expect((await aborts()).toSorted()).toEqual([
    'abort build 7: confirmed, it ended: aborted',
    'abort build 8: confirmed, it had ended: succeeded',
  ])
  expect(await stopped()).toEqual(['a stopping by link', 'a ended by link'])
})

test('a block aborts the builds that took an approval for their input', async () => {
  addBuild(7, 'shop', 'succeeded')
  addBuild(20)
  addBuild(21, 'shop', 'succeeded')
  await deploying('a', 7)
  atc.takers.set('b', [])
  atc.takers.set('a', [20, 21])
  await world.block('shop')
  await world.pass(0, link)
  expect(statusOf(20)).toBe('aborted')
  expect(await aborts()).toContain('abort build 20: confirmed, it ended: aborted')
})

test('a build that goes on is asked to end, looked at again, and told of when it does not', async () => {
  addBuild(7)
  await deploying('a', 7)
  atc.manners = 'deaf'
  await world.block('shop')
  await world.pass(0, link)
  expect(await aborts()).toEqual(['abort build 7: asked, asked to end, and is started'])
  for (let minute = 0; minute < 11; minute += 1) await world.pass(60_000, link)
  expect(await stopped()).toEqual(['a stopping by link'])
  expect(await aborts()).toEqual(['abort build 7: failed, given up: asked to end, and is started'])
})

test('only a pipeline that the operator named is aborted, whatever build a request claims to be', async () => {
  addBuild(66, 'payroll')
  await deploying('a', 66)
  await world.block('shop')
  await world.pass(0, link)
  expect(statusOf(66)).toBe('started')
  expect(await aborts()).toEqual(['abort build 66: failed, it is of main/payroll, which is not named for this gate'])
})

test('a build number that is no number, and a build of another Concourse, are not asked for', async () => {
  const strange = [
    { ...source(7), build_id: '7/../../teams' },
    { ...source(7), cluster: 'https://elsewhere.example.com' },
  ]
  for (const [index, told] of strange.entries()) {
    await world.ask(`lock-${index}`, { gate: 'shop', source: told })
    await world.unlock(`lock-${index}`)
    await world.claim(`lock-${index}`)
  }
  await world.block('shop')
  await world.pass(0, link)
  expect(atc.asked.filter((asked) => asked.includes('/builds/'))).toEqual([])
})

test('a token that is good no more is got anew, and garbage is no answer', async () => {
  addBuild(7)
  await deploying('a', 7)
  atc.manners = 'garbage'
  await world.block('shop')
  await world.pass(0, link)
  expect(await aborts()).toEqual(['abort build 7: asked, no credentials: it answered 200'])
  atc.manners = 'deaf'
  await world.pass(1_000, link)
  atc.forgetTokens()
  atc.manners = 'right'
  for (let second = 0; second < 100; second += 1) await world.pass(1_000, link)
  expect(await aborts()).toEqual(['abort build 7: confirmed, it ended: aborted'])
})
