import {
  bad,
  cut,
  exampleUnlock,
  exampleUuid,
  exampleWelcome,
  type FakeLinkOptions,
  garbage,
  good,
  held,
  openFakeLink,
  type Reply,
  silence,
  twice,
} from '@boss-deployer/testing'
import { afterEach, expect, test } from 'vitest'
import { connectLink } from './connect.ts'
import type { Connection, LinkOptions } from './link.ts'

const opened: AsyncDisposable[] = []
const closing = <T extends AsyncDisposable>(it: T): T => {
  opened.push(it)
  return it
}
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it[Symbol.asyncDispose]()
})

const connect = (url: string, more: Partial<LinkOptions> = {}) => {
  const link = closing(connectLink({ url, token: 'secret', role: 'pipeline', reconnectMs: [1, 20], ...more }))
  const connections: Connection[] = []
  const waiting = new Set<() => void>()
  link.onConnection((it) => {
    connections.push(it)
    for (const wake of [...waiting]) wake()
  })
  /** Ends when the connection has been in that state that often. */
  const until = (state: Connection['state'], times = 1) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (connections.filter((it) => it.state === state).length < times) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { link, connections, until }
}

const meet = async (options: FakeLinkOptions = {}, more: Partial<LinkOptions> = {}) => {
  const fake = closing(await openFakeLink(options))
  const met = connect(fake.url, more)
  await met.until('connected')
  return { fake, ...met }
}

test('says who it is, and hears the welcome in the names of the code', async () => {
  const { fake, link } = await meet({}, { gate: 'shop', pipeline: 'build', step: 'deploy' })
  expect(await link.welcome).toMatchObject({ ok: true, value: { lastLogin: null, protocolVersion: 1 } })
  expect(fake.hellos).toEqual([{ token: 'secret', role: 'pipeline', gate: 'shop', pipeline: 'build', step: 'deploy' }])
})

test('leaves the token out where there is none, as in a browser with a cookie', async () => {
  const { fake, link } = await meet({}, { token: '', role: 'console' })
  await link.welcome
  expect(fake.hellos).toEqual([{ role: 'console' }])
})

test('sends in the names of the wire and answers in those of the code', async () => {
  const { fake, link } = await meet({
    handlers: { claim: () => good({ uuid: exampleUuid, claimed_at: exampleUnlock.unlocked_at }) },
  })
  expect(await link.send('claim', { uuid: exampleUuid, gate: 'shop' })).toEqual({
    ok: true,
    value: { uuid: exampleUuid, claimedAt: exampleUnlock.unlocked_at },
  })
  expect(fake.heard).toEqual([{ channel: 'claim', message: { uuid: exampleUuid, gate: 'shop' } }])
})

test('a send before the connection is `unavailable` at once, and is never sent later', async () => {
  const fake = closing(await openFakeLink({ handlers: { cancel: () => good() } }))
  const { link, until } = connect(fake.url)
  expect(await link.send('cancel', { uuid: exampleUuid })).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  await until('connected')
  await link.welcome
  expect(fake.heard).toEqual([])
})

test('an answer that never comes is `unavailable` after the deadline', async () => {
  const { link } = await meet({ handlers: { cancel: () => silence } })
  expect(await link.send('cancel', { uuid: exampleUuid }, 30)).toMatchObject({ error: { code: 'unavailable' } })
})

test('an answer that comes after the deadline changes nothing', async () => {
  const late = held<Reply>()
  const { link, fake } = await meet({
    handlers: { cancel: (_, count) => (count === 1 ? late.promise : bad('conflict')) },
  })
  expect(await link.send('cancel', { uuid: exampleUuid }, 30)).toMatchObject({ error: { code: 'unavailable' } })
  late.settle(good({ uuid: exampleUuid, state: 'cancelled' }))
  expect(await link.send('cancel', { uuid: exampleUuid })).toMatchObject({ error: { code: 'conflict' } })
  expect(fake.heard).toHaveLength(2)
})

test('of two answers the first one counts', async () => {
  const { link } = await meet({
    handlers: {
      cancel: () => twice({ uuid: exampleUuid, state: 'cancelled' }, { uuid: exampleUuid, state: 'claimed' }),
      done: () => good({ uuid: exampleUuid }),
    },
  })
  expect(await link.send('cancel', { uuid: exampleUuid })).toMatchObject({ value: { state: 'cancelled' } })
  expect(await link.send('done', { uuid: exampleUuid, outcome: 'failed' })).toMatchObject({ ok: true })
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['text', 'ok'],
  ['a list', [{ ok: true }]],
  ['half of it', { ok: true }],
  ['truth that is not true', { ok: 'true', uuid: exampleUuid, claimed_at: exampleUnlock.unlocked_at }],
  ['an error without a code', { ok: false, error: {} }],
  ['a wrong type', { ok: true, uuid: exampleUuid, claimed_at: 7 }],
])('garbage is an error: %s', async (_, raw) => {
  const { link } = await meet({ handlers: { claim: () => garbage(raw) } })
  expect(await link.send('claim', { uuid: exampleUuid })).toMatchObject({ ok: false, error: { code: 'internal' } })
})

test('an error code that is not in the table is `internal`', async () => {
  const { link } = await meet({ handlers: { claim: () => bad('on_fire', 'run\u0007') } })
  expect(await link.send('claim', { uuid: exampleUuid })).toEqual({
    ok: false,
    error: { code: 'internal', message: 'on_fire: run ' },
  })
})

test('a connection that breaks instead of an answer is `unavailable` at once, and comes back', async () => {
  const { fake, link, until } = await meet({ handlers: { cancel: () => cut } })
  expect(await link.send('cancel', { uuid: exampleUuid })).toMatchObject({ error: { code: 'unavailable' } })
  await until('connected', 2)
  expect(fake.heard).toHaveLength(1)
})

test('a link that says good-bye is asked again', async () => {
  const { fake, until } = await meet()
  fake.dismiss()
  await until('lost')
  await until('connected', 2)
})

test('goes to another link at once where the one that it is at says that it leaves', async () => {
  const { fake, until } = await meet({}, { reconnectMs: [600_000, 600_000] })
  fake.say('leaving', { within_ms: -1 })
  fake.say('leaving', { within_ms: 5 })
  fake.dismiss()
  await until('connected', 2)
})

test('a link that was away comes back on its port, and is found', async () => {
  const { fake, connections, until } = await meet()
  await fake[Symbol.asyncDispose]()
  await until('lost', 2)
  closing(await openFakeLink({ port: fake.port }))
  await until('connected', 2)
  expect(connections[1]).toMatchObject({ state: 'lost' })
})

test.each(['unauthenticated', 'forbidden', 'invalid_message'])('%s is final', async (code) => {
  const fake = closing(await openFakeLink({ refusal: { code, message: 'no' } }))
  const { link, connections, until } = connect(fake.url)
  await until('refused')
  expect(connections).toEqual([{ state: 'refused', error: { code, message: 'no' } }])
  expect(await link.welcome).toEqual({ ok: false, error: { code, message: 'no' } })
  expect(await link.send('cancel', { uuid: exampleUuid })).toEqual({ ok: false, error: { code, message: 'no' } })
  expect(fake.attempts).toBe(1)
})

test.each([
  ['unavailable', { code: 'unavailable', message: 'later' }],
  ['too_many', { code: 'too_many', message: 'later' }],
  ['a code that is not in the table', { code: 'on_fire', message: 'run' }],
  ['garbage', 7],
])('%s as an answer to the first message is tried again', async (_, refusal) => {
  const fake = closing(await openFakeLink({ refusal }))
  const { until, connections } = connect(fake.url)
  await until('lost')
  fake.refusal = undefined
  await until('connected')
  expect(connections.map((it) => it.state)).not.toContain('refused')
})

test('a gate that is not there is refused at first, and asked for again by who has been in', async () => {
  const refusal = { code: 'gate_not_found', message: 'no gate' } as const
  const early = connect(closing(await openFakeLink({ refusal })).url, { gate: 'shop' })
  await early.until('refused')
  const fake = closing(await openFakeLink())
  const { connections, until } = connect(fake.url, { gate: 'shop' })
  await until('connected')
  fake.refusal = refusal
  fake.cut()
  await until('lost', 2)
  fake.refusal = undefined
  await until('connected', 2)
  expect(connections.map((it) => it.state)).not.toContain('refused')
})

test('a token that is revoked while connected is refused at the next connection', async () => {
  const { fake, until } = await meet()
  fake.refusal = { code: 'unauthenticated', message: 'revoked' }
  fake.dismiss()
  await until('refused')
})

test('gives up a connection on which nobody answers the first message', async () => {
  const { createServer } = await import('node:net')
  const sockets = new Set<import('node:net').Socket>()
  const deaf = createServer((socket) => sockets.add(socket))
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const { port } = deaf.address() as import('node:net').AddressInfo
  const { until } = connect(`http://127.0.0.1:${port}`, { connectWithinMs: 20 })
  await until('lost')
  expect(sockets.size).toBeGreaterThan(0)
  for (const socket of sockets) socket.destroy()
  deaf.close()
})

test('hears messages, drops garbage, and stops listening', async () => {
  const { fake, link } = await meet({ handlers: { done: () => good({ uuid: exampleUuid }) } })
  const heard: unknown[] = []
  const stop = link.on('unlock', (it) => heard.push(it))
  link.on('default', (it) => heard.push(it.changedBy))
  fake.say('unlock', { ...exampleUnlock, uuid: 'not one' })
  fake.say('unlock', null)
  fake.say('unlock', exampleUnlock)
  const standing = {
    status: 'default',
    gate: 'shop',
    effective: 'default',
    changed_by: 'Ada',
    reason: null,
    until: null,
  }
  fake.say('default', { ...standing, changed_at: exampleUnlock.unlocked_at })
  await link.send('done', { uuid: exampleUuid, outcome: 'succeeded' })
  stop()
  fake.say('unlock', exampleUnlock)
  await link.send('done', { uuid: exampleUuid, outcome: 'succeeded' })
  expect(heard).toEqual([expect.objectContaining({ approvedBy: 'Ada', timeLocked: 1_000 }), 'Ada'])
})

test('its own mistakes are answered here, not sent', async () => {
  const { fake, link } = await meet()
  const wrong = await link.send('lock', { pipeline: '', step: 'x' })
  expect(wrong).toMatchObject({ error: { code: 'invalid_message' } })
  expect(wrong.ok || wrong.error.message).toMatch(/^pipeline: /)
  const long = '語'.repeat(1_990)
  const name = '語'.repeat(200)
  const tooLarge = await link.send('lock', {
    pipeline: 'p',
    step: 's',
    context: {
      changelog: Array.from({ length: 50 }, () => '語'.repeat(300)),
      message: long,
      diffUrl: `http://x/${long}`,
      buildUrl: `http://x/${long}`,
      author: name,
      environment: name,
    },
    source: { team: name, project: name, instance: name, job: name },
  })
  expect(tooLarge).toMatchObject({ error: { code: 'too_large' } })
  expect(fake.heard).toEqual([])
  expect(fake.connected()).toBe(1)
})

test('a welcome that is garbage leaves the connection, and no welcome', async () => {
  const { link } = await meet({ welcome: { ...exampleWelcome, locked: 'no' } })
  await link.close()
  expect(await link.welcome).toMatchObject({ ok: false, error: { code: 'unavailable' } })
})

test('an address with a path goes through a proxy below that path', async () => {
  const { createServer } = await import('node:http')
  const asked = held<string>()
  const proxy = createServer()
  proxy.on('upgrade', (request, socket) => {
    asked.settle(request.url ?? '')
    socket.destroy()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as import('node:net').AddressInfo
  const { link } = connect(`http://127.0.0.1:${port}/gate/`)
  expect(await asked.promise).toMatch(/^\/gate\/socket\.io\/\?/)
  await link.close()
  proxy.closeAllConnections()
  proxy.close()
})
