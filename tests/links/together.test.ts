import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectLink, waitForLock } from '@boss-deployer/client'
import { restAnswers } from '@boss-deployer/protocol'
import { type FakeAtcApi, openFakeAtcApi } from '@boss-deployer/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { enter, type Party } from '../protocol/party.ts'
import { openWorld, type World } from './world.ts'

let world: World
let atc: FakeAtcApi
beforeAll(async () => {
  atc = await openFakeAtcApi({ username: 'boss', password: 'secret', webhookToken: 'hook' })
  world = await openWorld(2, withIntegrations)
}, 180_000)
afterAll(async () => {
  await world.close()
  await atc[Symbol.asyncDispose]()
})

/** A Concourse whose pipeline waits at a gate of its own. */
function withIntegrations(dir: string): readonly string[] {
  const resources = [{ team: 'main', pipeline: 'shop', resource: 'approval', webhook_token_file: 'webhook-token' }]
  const concourse = { kind: 'concourse', name: 'ci', gate: 'called', url: atc.url, resources }
  writeFileSync(join(dir, 'webhook-token'), 'hook')
  writeFileSync(join(dir, 'integrations.yaml'), JSON.stringify({ integrations: [concourse] }))
  return ['--integrations', join(dir, 'integrations.yaml')]
}

const asked = { pipeline: 'shop', step: 'deploy' }
const made = z.looseObject({ id: z.string(), token: z.string() })
const opened: Party[] = []
afterAll(() => {
  for (const party of opened) party.close()
})

const urlOf = (place: 0 | 1): string => world.links[place]?.url() ?? ''

async function come(place: 0 | 1, role: 'pipeline' | 'server' | 'console', token: string, more: object = {}) {
  const party = await enter(urlOf(place), { role, token, gate: 'root', ...more })
  opened.push(party)
  return party
}

const operatorAt = (place: 0 | 1) => come(place, 'console', world.tokens.operator)
const pipelineAt = (place: 0 | 1, more: object = {}) => come(place, 'pipeline', world.tokens.pipeline, more)

async function ask(place: 0 | 1, method: string, path: string, body?: object, below = '/api/v1'): Promise<Response> {
  const authorization = `Bearer ${world.tokens.operator}`
  const init = body
    ? { headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    : { headers: { authorization } }
  const response = await fetch(`${urlOf(place)}${below}${path}`, { method, ...init })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return response
}

const rest = async (...said: Parameters<typeof ask>): Promise<unknown> => (await ask(...said)).json()

test('what is asked at one link is decided at another, and all hear of it in one order', async () => {
  const [pipeline, here, there] = [await pipelineAt(0), await operatorAt(0), await operatorAt(1)]
  const grants = [{ role: 'server', gate: 'root' }]
  const { token } = made.parse(await rest(0, 'POST', '/tokens', { name: 'pi-0', grants }))
  const server = await come(1, 'server', token)
  const { lock: uuid } = await pipeline.ask('lock', asked)
  await there.hear('lock', (message) => message.uuid === uuid)
  await server.hear('gate', ({ head }) => head?.uuid === uuid)
  await there.ask('unlock', { uuid })
  await pipeline.hear('unlock', (message) => message.uuid === uuid)
  await pipeline.ask('claim', { uuid })
  for (const party of [here, there]) {
    await party.hear('claimed', (message) => message.uuid === uuid)
    expect(party.heardOf(uuid)).toEqual(['lock', 'unlock', 'claimed'])
  }
})

test('each link has tokens of its own, and all are known at every link', async () => {
  const tokens = world.links.map((link) => link.tokens().operator)
  expect(new Set(tokens).size).toBe(2)
  for (const { url } of world.links)
    for (const token of tokens) {
      const answer = await fetch(`${url()}/api/v1/gates`, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status).toBe(200)
    }
})

test('whoever comes to a link with a gate that was made at another a moment ago comes in', async () => {
  for (let round = 0; round < 10; round += 1) {
    const gate = `fresh-${round}`
    await rest(0, 'POST', '/gates', { gate })
    await come(1, 'pipeline', world.tokens.pipeline, { gate })
  }
})

test('a link that is not alone says that it counts its own guarded commands only', async () => {
  await pipelineAt(1, { guards: true })
  expect(await rest(1, 'GET', '/gates/root/guarded')).toEqual({ gate: 'root', running: 1, is_whole: false })
  expect(await rest(0, 'GET', '/gates/root/guarded')).toEqual({ gate: 'root', running: 0, is_whole: false })
})

test('a decision is counted by the link that stored it, and by no other', async () => {
  const counted = async (place: 0 | 1) => {
    const text = await (await ask(place, 'GET', '/metrics', undefined, '')).text()
    return Number(/^boss_decisions_total\{outcome="cancelled",via="api"\} (\d+)$/m.exec(text)?.[1] ?? 0)
  }
  const [pipeline, there] = [await pipelineAt(0), await operatorAt(1)]
  const { lock: uuid } = await pipeline.ask('lock', asked)
  await pipeline.ask('cancel', { uuid })
  await there.hear('ended', (message) => message.uuid === uuid)
  expect([await counted(0), await counted(1)]).toEqual([1, 0])
})

test('a block at one link holds at the other at once, whether or not it has heard of it', async () => {
  const [pipeline, there] = [await pipelineAt(0), await operatorAt(1)]
  const { lock: uuid } = await pipeline.ask('lock', asked)
  await there.ask('unlock', { uuid })
  await there.ask('status', { gate: 'root', status: 'blocked', reason: 'fire' })
  expect(await pipeline.refusal('claim', { uuid })).toMatch(/^(gate_blocked|lock_ended)$/)
  expect(await pipeline.refusal('lock', asked)).toBe('gate_blocked')
  await there.ask('status', { gate: 'root', status: 'default' })
})

test('what is decided at any link is told outside once, whichever link tells it', async () => {
  const calls = async (at = '') => restAnswers.calls.parse(await rest(1, 'GET', `/calls${at}`)).calls
  // Of this gate alone: what was decided at the root before may still be on its way.
  const told = (count: number) =>
    vi.waitFor(async () => {
      const ofGate = await calls('?gate=called')
      expect(ofGate).toHaveLength(count)
      expect(ofGate.every(({ state }) => state === 'confirmed')).toBe(true)
    }, 20_000)
  await rest(0, 'POST', '/gates', { gate: 'called' })
  for (const [index, status] of ['blocked', 'default', 'blocked', 'default'].entries()) {
    await rest(index % 2 === 0 ? 0 : 1, 'POST', '/gates/called/status', { status, reason: 'to see' })
    await told(index + 1)
  }
  const all = await calls()
  expect(all.every(({ state }) => state === 'confirmed')).toBe(true)
  expect(atc.checked).toHaveLength(all.length)
})

test('a token that is revoked at one link does nothing more at the other, and its sockets end', async () => {
  const grants = [{ role: 'approver', gate: 'root' }]
  const { id, token } = made.parse(await rest(0, 'POST', '/tokens', { name: 'leaver', grants }))
  const [leaver, pipeline] = [await come(1, 'console', token), await pipelineAt(1)]
  const { lock: uuid } = await pipeline.ask('lock', asked)
  await rest(0, 'DELETE', `/tokens/${id}`)
  const told = await Promise.race([leaver.outcome('unlock', { uuid }).catch(() => 'no answer'), leaver.ended])
  expect(told).not.toBe('ok')
  await leaver.ended
  expect(await pipeline.ask('in', { lock: uuid })).toMatchObject({ state: 'locked' })
})

test('a gadget that is revoked at one link is known as gone to a server at the other', async () => {
  const grants = [{ role: 'server', gate: 'root' }]
  const { token } = made.parse(await rest(0, 'POST', '/tokens', { name: 'pi', grants }))
  const server = await come(1, 'server', token)
  const gadgets = async (ids: readonly string[]) =>
    server.hear('ack', (message) => message.gadgets.map(({ id }) => id).join() === ids.join())
  await gadgets([])
  await rest(0, 'POST', '/gadgets', { id: 'desk', name: 'desk', gate: 'root' })
  await gadgets(['desk'])
  await rest(0, 'DELETE', '/gadgets/desk')
  await gadgets([])
})

test('a gadget that answers its server at one link is seen to be on at the other, and seen to go', async () => {
  const { token } = made.parse(
    await rest(0, 'POST', '/tokens', { name: 'pi-2', grants: [{ role: 'server', gate: 'root' }] }),
  )
  const server = await come(1, 'server', token)
  await rest(0, 'POST', '/gadgets', { id: 'desk-2', name: 'desk', gate: 'root' })
  const seen = async () => {
    const { gadgets } = restAnswers.gadgets.parse(await rest(0, 'GET', '/gadgets'))
    const { online, seen_at } = gadgets.find(({ id }) => id === 'desk-2') ?? {}
    return { online, wasSeen: seen_at !== null }
  }
  expect(await seen()).toEqual({ online: false, wasSeen: false })
  await server.ask('present', { gadgets: [{ id: 'desk-2', online: true }] })
  expect(await seen()).toEqual({ online: true, wasSeen: true })
  await server.ask('present', { gadgets: [{ id: 'desk-2', online: false }] })
  expect(await seen()).toEqual({ online: false, wasSeen: true })
})

test('a server is online at every link while one has it, and away once that is killed, until it comes to another', async () => {
  const grants = [{ role: 'server', gate: 'root' }]
  const { token } = made.parse(await rest(0, 'POST', '/tokens', { name: 'pi-3', grants }))
  const seen = async (place: 0 | 1) => {
    const { servers } = restAnswers.servers.parse(await rest(place, 'GET', '/servers'))
    const { online, seen_at } = servers.find(({ name }) => name === 'pi-3') ?? {}
    return { online, wasSeen: seen_at !== null }
  }
  const seenEverywhere = async (said: object) => {
    for (const place of [0, 1] as const)
      await vi.waitFor(async () => expect(await seen(place)).toEqual(said), { timeout: 50_000, interval: 200 })
  }
  await seenEverywhere({ online: false, wasSeen: false })
  await come(0, 'server', token)
  await seenEverywhere({ online: true, wasSeen: true })
  await world.links[0]?.crash()
  await seenEverywhere({ online: false, wasSeen: true })
  await come(1, 'server', token)
  await seenEverywhere({ online: true, wasSeen: true })
}, 240_000)

test('whoever comes back to another link hears all that was missed, also more than a page', async () => {
  const operator = await operatorAt(0)
  const { sequence } = operator.welcome
  const turns = Array.from({ length: 260 }, () => ['blocked', 'default'] as const).flat()
  await Promise.all(turns.map((status) => operator.ask('status', { gate: 'root', status, reason: 'a test' })))
  const back = await pipelineAt(1, { resume_from: sequence })
  expect(back.welcome.resumed).toBe(true)
  const heard: string[] = []
  while (heard.length < turns.length) heard.push((await back.hear('status')).status)
  expect(heard).toEqual(turns)
  await back.settle()
  expect(back.heardOf('root').filter((channel) => channel === 'status')).toHaveLength(turns.length)
})

test('a link that stops answers what it was asked, ends with 0, and its clients go on at another', async () => {
  const { url, tokens } = world
  const names = ['one', 'two', 'three', 'four']
  const waiting = names.map(async (name) => {
    await using link = connectLink({ url, token: tokens.pipeline, role: 'pipeline' })
    const ask = { ...asked, gate: 'root', pipeline: name, requestId: `wait-${name}` }
    return (await waitForLock(link, { ask })).outcome
  })
  const operator = await operatorAt(1)
  const uuids: string[] = []
  while (uuids.length < names.length) {
    const { uuid } = await operator.hear('lock', ({ pipeline }) => names.includes(pipeline))
    uuids.push(uuid)
  }
  const last = await pipelineAt(0)
  const first = last.outcome('lock', { ...asked, request_id: 'last-0' })
  const others = Array.from({ length: 50 }, (_, at) => last.outcome('lock', { ...asked, request_id: `last-${at + 1}` }))
  expect(await first).toBe('ok')
  expect(await world.links[0]?.stop()).toBe(0)
  for (const outcome of await Promise.all(others)) expect(['ok', 'unavailable']).toContain(outcome)
  expect((await last.hear('leaving')).within_ms).toBeGreaterThan(0)
  expect(await last.ended).toBe('transport close')
  for (const uuid of uuids) await operator.ask('unlock', { uuid })
  expect(await Promise.all(waiting)).toEqual(names.map(() => 'passed'))
})
