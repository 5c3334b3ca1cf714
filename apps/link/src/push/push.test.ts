import { type FakePushService, openFakePushService, type Subscribed } from '@boss-deployer/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type HeldTime, type HookWorld, holds, openHookWorld } from '../testing/hook-world.ts'

const invited = z.object({ code: z.string() })
const told = z.object({ key: z.string(), browsers: z.array(z.object({ id: z.string(), is_this: z.boolean() })) })
const made = z.object({ id: z.string() })
const problem = z.object({ code: z.string() })
const people = z.object({ people: z.array(z.object({ id: z.string(), name: z.string() })) })

let time: HeldTime
let service: FakePushService
let world: HookWorld

beforeEach(async () => {
  time = { now: Date.now() }
  service = await openFakePushService()
  world = await openHookWorld([], time, [service.url])
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

/** Somebody at a page of the link. */
async function person(name: string, role: 'approver' | 'viewer' = 'approver') {
  const { code } = invited.parse(
    await world.ask('POST', '/people/invitations', { name, grants: [{ role, gate: 'root' }] }),
  )
  const body = { code, name, email: `${name.toLowerCase()}@example.com`, password: 'a long password' }
  const joined = await fetch(`${world.url}/api/v1/people/join`, {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', origin: world.url },
  })
  // Cookies of other ways in are emptied beside it.
  const cookie =
    joined.headers
      .getSetCookie()
      .map((it) => it.split(';')[0] ?? '')
      .find((it) => !it.endsWith('=')) ?? ''
  const call = async (method: string, path: string, sent?: object): Promise<unknown> => {
    const answer = await fetch(`${world.url}/api/v1${path}`, {
      method,
      headers: { cookie, origin: world.url, ...(sent ? { 'content-type': 'application/json' } : {}) },
      ...(sent ? { body: JSON.stringify(sent) } : {}),
    })
    const text = await answer.text()
    return text === '' ? null : JSON.parse(text)
  }
  return {
    call,
    list: async () => told.parse(await call('GET', '/push')),
    async subscribe(): Promise<Subscribed & { readonly id: string }> {
      const browser = service.subscribe((await this.list()).key)
      const { endpoint, p256dh, auth } = browser
      const { id } = made.parse(await call('POST', '/push/browsers', { endpoint, p256dh, auth, language: 'es' }))
      return Object.assign(browser, { id })
    },
  }
}

const kinds = ({ pushed }: Subscribed) =>
  pushed.map(({ message }) => z.looseObject({ kind: z.string() }).parse(message).kind)

test('whoever may answer is told in their own browser, sealed, and that it waits no more', async () => {
  const ada = await (await person('Ada')).subscribe()
  const vic = await (await person('Vic', 'viewer')).subscribe()
  const lock = await world.request()
  await holds(() => expect(kinds(ada)).toEqual(['waits']))
  expect(ada.pushed[0]).toEqual({
    message: { kind: 'waits', lock, gate: 'root', pipeline: 'shop', step: 'deploy', language: 'es' },
    topic: lock.replaceAll('-', ''),
    ttl: 86_400,
  })
  await world.unlock(lock)
  await holds(() => expect(kinds(ada)).toEqual(['waits', 'ended']))
  expect(ada.pushed[1]?.message).toMatchObject({ lock, state: 'unlocked' })
  expect(kinds(vic)).toEqual([])
  expect(service.refused).toEqual([])
  expect(await world.told()).toEqual([
    'tell Ada that it waits: confirmed, it answered 201',
    'tell Ada that it waits no more: confirmed, it answered 201',
  ])
})

test('a nudge reminds who has not answered yet', async () => {
  const ada = await person('Ada')
  const bo = await person('Bo')
  const browsers = [await ada.subscribe(), await bo.subscribe()] as const
  await world.ask('POST', '/gates', { gate: 'pair', policy: { approvals: 2 } })
  const lock = await world.request('pair')
  await holds(() => expect(browsers.map(kinds)).toEqual([['waits'], ['waits']]))
  await ada.call('POST', `/locks/${lock}/unlock`, {})
  await world.ask('POST', `/locks/${lock}/nudge`, {})
  await holds(() => expect(browsers.map(kinds)).toEqual([['waits'], ['waits', 'nudged']]))
})

test('a service that fails is tried again, but not to ask what was answered meanwhile', async () => {
  const ada = await (await person('Ada')).subscribe()
  service.manners = 'error'
  const lock = await world.request()
  await holds(() => expect(service.asked).toBe(1))
  await world.unlock(lock)
  await holds(() => expect(service.asked).toBe(2))
  service.manners = 'right'
  await holds(async () => {
    await world.pass(10_000)
    expect(kinds(ada)).toEqual(['ended'])
  })
  expect(await world.told()).toContain('tell Ada that it waits: confirmed, it waits no more')
})

test('a browser that takes no more is forgotten', async () => {
  const ada = await person('Ada')
  await ada.subscribe()
  service.manners = 'gone'
  await world.request()
  await holds(async () => expect((await ada.list()).browsers).toEqual([]))
  expect(await world.told()).toEqual(['tell Ada that it waits: failed, this browser takes no more: it is forgotten'])
})

describe('a browser', () => {
  test('is one however often it is said, is tried, and is removed', async () => {
    const ada = await person('Ada')
    const browser = await ada.subscribe()
    const { endpoint, p256dh, auth } = browser
    const again = made.parse(await ada.call('POST', '/push/browsers', { endpoint, p256dh, auth, language: 'en' }))
    expect((await ada.list()).browsers).toMatchObject([{ id: again.id, is_this: true }])
    expect(await ada.call('POST', `/push/browsers/${again.id}/test`)).toEqual({ asked: true })
    await holds(() => expect(browser.pushed.map(({ message }) => message)).toEqual([{ kind: 'test', language: 'en' }]))
    expect(await ada.call('DELETE', `/push/browsers/${again.id}`)).toEqual({ revoked: true })
    expect((await ada.list()).browsers).toEqual([])
  })

  test('is nobody else’s to see, to try or to remove', async () => {
    const { id } = await (await person('Ada')).subscribe()
    const bo = await person('Bo')
    expect((await bo.list()).browsers).toEqual([])
    expect(await bo.call('POST', `/push/browsers/${id}/test`)).toEqual({ asked: false })
    expect(await bo.call('DELETE', `/push/browsers/${id}`)).toEqual({ revoked: false })
  })

  test.each(['DELETE /session', 'DELETE /people'])('is told no more after %s', async (how) => {
    const ada = await person('Ada')
    const bo = await (await person('Bo')).subscribe()
    const browser = await ada.subscribe()
    const { people: all } = people.parse(await world.ask('GET', '/people'))
    const id = all.find(({ name }) => name === 'Ada')?.id ?? ''
    if (how === 'DELETE /session') await ada.call('DELETE', '/session')
    else await ada.call('GET', '/push').then(() => world.remove(`/people/${id}`))
    await world.request()
    await holds(() => expect(kinds(bo)).toEqual(['waits']))
    expect(kinds(browser)).toEqual([])
  })

  test('is of somebody who is signed in as themselves, at a push service that the operator let in', async () => {
    const ada = await person('Ada')
    const { endpoint, p256dh, auth } = service.subscribe((await ada.list()).key)
    const said = { endpoint, p256dh, auth, language: 'en' }
    await expect(world.ask('POST', '/push/browsers', said)).rejects.toThrow('403')
    for (const elsewhere of ['http://127.0.0.1:1/x', 'https://metadata.internal/x', `${service.url}.example.com/x`]) {
      const refused = problem.parse(await ada.call('POST', '/push/browsers', { ...said, endpoint: elsewhere }))
      expect(refused.code).toBe('forbidden')
    }
    const noPoint = Buffer.alloc(65, 4).toString('base64url')
    const refused = problem.parse(await ada.call('POST', '/push/browsers', { ...said, p256dh: noPoint }))
    expect(refused.code).toBe('invalid_message')
    expect(service.asked).toBe(0)
  })
})
