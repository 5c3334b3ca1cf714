import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type HookWorld, openHookWorld } from '../../testing/hook-world.ts'
import { makeAzure } from './integration.ts'

const PASSWORD = 'pass:word'
const made = z.looseObject({ token: z.string() })
const asked = z.looseObject({ lock: z.string() })

let world: HookWorld
let token: string
beforeEach(async () => {
  const files = { token_file: 'azure-token', hook_password_file: 'hook' }
  const entry = { kind: 'azure', name: 'azure', gate: 'shop', url: 'http://127.0.0.1:1', project: 'shop' } as const
  const secrets: Readonly<Record<string, string>> = { 'azure-token': 'pat', hook: PASSWORD }
  const azure = makeAzure({ ...entry, ...files, asks_as: 'azure' }, (file) => secrets[file] ?? '')
  world = await openHookWorld([azure], { now: Date.parse('2030-01-01T00:00:00.000Z') })
  await world.ask('POST', '/gates', { gate: 'shop' })
  token = await tokenOf('azure')
})
afterEach(() => world[Symbol.asyncDispose]())

const tokenOf = async (name: string) =>
  made.parse(await world.ask('POST', '/tokens', { name, grants: [{ role: 'pipeline', gate: 'shop' }] })).token

/** What the check of a run posts. */
async function wait(buildName: string, by = token): Promise<string> {
  const response = await fetch(`${world.url}/api/v1/locks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ gate: 'shop', pipeline: 'shop-ci', step: 'production', hold: false },
      source: { ci: 'azure', project: 'shop', build_name: buildName },
    }),
  })
  return asked.parse(await response.json()).lock
}

let notifications = 0
/** A service hook's post of https://learn.microsoft.com/azure/devops/service-hooks/events#build.complete */
function over(buildNumber: string, { password = PASSWORD, status = 'completed', eventType = 'build.complete' } = {}) {
  notifications += 1
  const id = `a0a0a0a0-bbbb-4ccc-8ddd-${String(notifications).padStart(12, '0')}`
  const resource = {
    ...{ id: 2_727_068, buildNumber, status, result: 'canceled', reason: 'manual', url: 'https://dev.azure.com/acme' },
    ...{ definition: { id: 1, name: 'shop-ci', type: 'build' }, drop: {}, log: {} },
  }
  const body = {
    subscriptionId: id,
    notificationId: 1,
    id,
    eventType,
    publisherId: 'tfs',
    resource,
    resourceVersion: '1.0',
  }
  const authorization = `Basic ${Buffer.from(`boss:${password}`).toString('base64')}`
  return { headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

test('a run that is over takes its questions back, and those of no other run and no other token', async () => {
  const gone = await wait('20300101.1')
  const stays = [await wait('20300101.2'), await wait('20300101.1', await tokenOf('other'))]
  expect(await world.deliver('azure', over('20300101.1'))).toEqual({ status: 200, said: { lock: null, cancelled: 1 } })
  expect(await world.eventsOf(gone)).toEqual(['locked', 'cancelled'])
  expect(await world.waiting()).toEqual(stays)
  expect(await world.told()).toEqual([])
})

test('a wrong password, none, and a notification that comes again are refused; other news means nothing', async () => {
  const lock = await wait('20300101.1')
  const { body, headers } = over('20300101.1', { password: 'word' })
  expect(await world.deliver('azure', { body, headers })).toMatchObject({ status: 401 })
  expect(await world.deliver('azure', { body, headers: { 'content-type': 'application/json' } })).toMatchObject({
    status: 401,
  })
  for (const more of [{ status: 'inProgress' }, { eventType: 'git.push' }])
    expect(await world.deliver('azure', over('20300101.1', more))).toMatchObject({ said: { cancelled: 0 } })
  expect(await world.waiting()).toEqual([lock])
  const last = over('20300101.1')
  expect(await world.deliver('azure', last)).toMatchObject({ said: { cancelled: 1 } })
  expect(await world.deliver('azure', last)).toMatchObject({ status: 409 })
})
