import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { restAnswers } from '@boss-deployer/protocol'
import { type FakeAtcApi, openFakeAtcApi } from '@boss-deployer/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type Program, readTokens, startProgram } from '../crash/link-process.ts'
import { tempFolder } from './boss/house.ts'
import { until } from './boss/until.ts'
import { callsOf } from './hall.ts'
import { openWorld } from './resource/world.ts'

let folder: ReturnType<typeof tempFolder>
let atc: FakeAtcApi
let link: Program
beforeEach(async () => {
  folder = tempFolder()
  atc = await openFakeAtcApi({ username: 'boss', password: 'atc-password', webhookToken: 'hook' })
  const concourse = {
    ...{ kind: 'concourse', name: 'ci', gate: 'shop', url: atc.url },
    resources: [{ team: 'main', pipeline: 'shop', resource: 'approval', webhook_token_file: 'webhook-token' }],
    abort: { username: 'boss', password_file: 'password' },
  }
  writeFileSync(at('webhook-token'), 'hook\n')
  writeFileSync(at('password'), 'atc-password\n')
  writeFileSync(at('integrations.yaml'), JSON.stringify({ integrations: [concourse] }))
  link = await startLink()
})
afterEach(async () => {
  await link.kill()
  await atc[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const at = (name: string) => join(folder.path, name)
const startLink = () =>
  startProgram('apps/link/dist/main.js', [
    ...['--data', at('link'), '--port', '0', '--token-file', at('tokens.json')],
    ...['--integrations', at('integrations.yaml')],
  ])

async function rest<S extends z.ZodMiniType>(schema: S, path: string, body?: object, token?: string) {
  const headers = { authorization: `Bearer ${token ?? readTokens(folder.path).operator}` }
  const options = body
    ? { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : { headers }
  const answer: unknown = await (await fetch(`${link.url}/api/v1${path}`, options)).json()
  return schema.parse(answer)
}
const calls = async (token?: string) => (await rest(restAnswers.calls, '/calls', undefined, token)).calls
const asked = z.looseObject({ lock: z.string() })
const madeToken = z.looseObject({ token: z.string() })

test('a block reaches Concourse: the box is checked, the build that runs is aborted, and all of it is shown', async () => {
  for (const gate of ['shop', 'other']) await rest(z.looseObject({}), '/gates', { gate })
  atc.builds.set(7, { id: 7, team_name: 'main', pipeline_name: 'shop', job_name: 'deploy', status: 'started' })
  const source = { ci: 'concourse', cluster: atc.url, team: 'main', build_id: '7' }
  const { pipeline } = readTokens(folder.path)
  const { lock } = await rest(asked, '/locks', { pipeline: 'shop', step: 'deploy', gate: 'shop', source }, pipeline)
  await rest(z.looseObject({ uuid: z.string() }), `/locks/${lock}/unlock`, {})
  await rest(z.looseObject({ claimed_at: z.string() }), `/locks/${lock}/claim`, {}, pipeline)
  await until('the approval was told', async () => atc.checked.length === 1)

  const mode = { status: 'blocked', reason: 'fire' }
  await rest(z.looseObject({ status: z.literal('blocked') }), '/gates/shop/status', mode)
  await until('all calls have ended', async () => (await calls()).every(({ state }) => state !== 'asked'))
  expect(atc.checked).toEqual(['main/shop/approval', 'main/shop/approval'])
  expect(atc.builds.get(7)?.status).toBe('aborted')
  expect((await calls()).find(({ what }) => what === 'abort build 7')).toMatchObject({
    ...{ integration: 'ci', gate: 'shop', lock, state: 'confirmed', said: 'it ended: aborted', next_at: null },
  })

  const grants = (gate: string) => ({ name: gate, grants: [{ role: 'viewer', gate }] })
  const here = await rest(madeToken, '/tokens', grants('shop'))
  const elsewhere = await rest(madeToken, '/tokens', grants('other'))
  expect(await calls(here.token)).toEqual(await calls())
  expect(await calls(elsewhere.token)).toEqual([])
})

test('what was not told because the link died is told by the next one', async () => {
  atc.manners = 'error'
  await rest(z.looseObject({}), '/gates', { gate: 'shop' })
  await rest(z.looseObject({}), '/gates/shop/status', { status: 'blocked', reason: 'fire' })
  await until('the call was tried', async () => (await calls()).some(({ said }) => said === 'it answered 500'))
  await link.kill()
  atc.manners = 'right'
  link = await startLink()
  await until('the call was made', async () => atc.checked.length === 1)
  await until('its answer is kept', async () => (await calls()).every(({ state }) => state === 'confirmed'))
})

test('a Concourse that never checks by itself sees a block, and deploys what is approved, because the link tells it', async () => {
  for (const gate of ['shop', 'shop.production']) await rest(z.looseObject({}), '/gates', { gate })
  const tokens = readTokens(folder.path)
  const hall = { url: link.url, tokens, ...callsOf(link.url, tokens.operator), close: () => link.kill() }
  const yaml = readFileSync(new URL('../../examples/concourse/without-waiting.yml', import.meta.url), 'utf8')
  await using world = await openWorld({ hall, yaml, gate: 'shop.production' })
  let heard = 0
  const checkWhenTold = async () => {
    heard += 1
    await until('the webhook is called', async () => atc.checked.length >= heard)
    return world.atc.check('approval')
  }

  await world.push('c1')
  await world.rest()
  const [lock] = await world.waiting(1)
  if (!lock) throw new Error('nobody asks')
  await world.unlock(lock)
  expect(await checkWhenTold()).toMatchObject({ versions: [{ lock: lock.uuid }] })
  await world.rest()
  expect(world.deploys.map((it) => it.lock)).toEqual([lock.uuid])

  await world.status('blocked', { reason: 'fire' })
  expect(await checkWhenTold()).toMatchObject({ status: 'failed' })
  await world.status('default')
  expect(await checkWhenTold()).toMatchObject({ status: 'succeeded' })
  await world.rest()
  expect(world.deploys).toHaveLength(1)
})
