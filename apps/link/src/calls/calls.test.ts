import { memoryStore, parseEvent } from '@boss-deployer/store'
import { expect, test } from 'vitest'
import { callsWorld } from '../testing/calls-world.ts'
import { type Answer, type Integration, type Outgoing, outcomeOfStatus } from './integration.ts'

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  ...{ status, body: '', retryAfterMs: null },
  ...more,
})

/** Tells of each lock that was unlocked. */
const teller = (name = 'bell', over: Partial<Integration> = {}): Integration => ({
  name,
  origins: ['https://bell.example.com'],
  plan: (event) =>
    event.type === 'unlocked'
      ? [
          {
            key: 'ring',
            ...{ gate: event.gate, lock: event.lock, what: `ring for ${event.lock}`, data: { lock: event.lock } },
            giveUpAfterMs: 60_000,
          },
        ]
      : [],
  request: ({ data }, pass) => ({
    ...{ method: 'POST', url: `https://bell.example.com/${data.lock}` },
    ...(pass === null ? {} : { headers: { authorization: pass } }),
  }),
  outcomeOf: outcomeOfStatus,
  ...over,
})

async function approved(lock: string, world: Awaited<ReturnType<typeof callsWorld>>): Promise<void> {
  await world.ask(lock)
  await world.unlock(lock)
}

/** Answers as it is told, and 200 when nothing more is said. */
function scripted(...script: readonly (Answer | Error)[]) {
  const sent: Outgoing[] = []
  const left = [...script]
  const send = async (outgoing: Outgoing): Promise<Answer> => {
    sent.push(outgoing)
    const next = left.shift() ?? answer(200)
    if (next instanceof Error) throw next
    return next
  }
  return { sent, send }
}

const urlsOf = (sent: readonly Outgoing[]) => sent.map(({ url }) => url.replace('https://bell.example.com/', ''))

test('an event leads to its call once, though several links look at the same record', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted()
  const links = await Promise.all([1, 2, 3].map(() => world.open([teller()], send)))
  await approved('a', world)
  await approved('b', world)
  await world.pass(0, ...links)
  expect(urlsOf(sent).toSorted()).toEqual(['a', 'b'])
  expect(await world.told()).toEqual([
    'ring for a: confirmed, it answered 200',
    'ring for b: confirmed, it answered 200',
  ])
})

test('nobody hears of what was before the link called out for the first time', async () => {
  const world = await callsWorld()
  await approved('old', world)
  const { sent, send } = scripted()
  const link = await world.open([teller()], send)
  await world.pass(0, link)
  await approved('new', world)
  await world.pass(0, link)
  expect(urlsOf(sent)).toEqual(['new'])
})

test('what was decided while no link was there is told by the next one', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted()
  const first = await world.open([teller()], send)
  await first.close()
  await approved('a', world)
  await world.pass(0, await world.open([teller()], send))
  expect(urlsOf(sent)).toEqual(['a'])
})

test('a call that fails is made again, later each time, until it is taken', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted(new Error('connection refused'), answer(500), answer(429, { retryAfterMs: 9_000 }))
  const link = await world.open([teller()], send)
  await approved('a', world)
  const waits: number[] = []
  for (let passed = 0; sent.length < 4; passed += 500) {
    const before = sent.length
    await world.pass(passed === 0 ? 0 : 500, link)
    if (sent.length > before) waits.push(passed)
  }
  expect(waits).toEqual([0, 1_000, 3_000, 12_000])
  expect(await world.told()).toEqual(['ring for a: confirmed, it answered 200'])
})

test('a call that is refused is not made again', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted(answer(404))
  const link = await world.open([teller()], send)
  await approved('a', world)
  await world.pass(0, link)
  await world.pass(60_000, link)
  expect(sent).toHaveLength(1)
  expect(await world.told()).toEqual(['ring for a: failed, it answered 404'])
  expect(world.errors.map(String)).toEqual(['Error: bell did not ring for a: it answered 404'])
})

test('a call is given up when its time is over, and says why', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted(...Array.from({ length: 20 }, () => new Error('connection refused')))
  const link = await world.open([teller()], send)
  await approved('a', world)
  for (let step = 0; step < 70; step += 1) await world.pass(1_000, link)
  expect(sent.length).toBeGreaterThan(3)
  expect(sent.length).toBeLessThan(8)
  expect(await world.told()).toEqual(['ring for a: failed, given up: connection refused'])
})

test('a call of a link that died at it is made by another one, after half a minute', async () => {
  const world = await callsWorld()
  const dying = await world.open([teller()], () => new Promise(() => undefined))
  const { sent, send } = scripted()
  const other = await world.open([teller()], send)
  await approved('a', world)
  dying.tick()
  await expect.poll(async () => (await world.store.calls.list({ gate: null, lock: null }, null, 1))[0]?.tries).toBe(1)
  await world.pass(29_000, other)
  expect(sent).toEqual([])
  await world.pass(2_000, other)
  expect(urlsOf(sent)).toEqual(['a'])
})

test('a link that stops gives back what it is at, for another one to make at once', async () => {
  const world = await callsWorld()
  const closing = new AbortController()
  const stopping = await world.open([teller()], (_, sending) => {
    return new Promise((_resolve, reject) => {
      sending.closing.addEventListener('abort', () => reject(new Error('the link stops')))
      closing.abort()
    })
  })
  await approved('a', world)
  stopping.tick()
  await expect.poll(() => closing.signal.aborted).toBe(true)
  await stopping.close()
  const { sent, send } = scripted()
  await world.pass(0, await world.open([teller()], send))
  expect(urlsOf(sent)).toEqual(['a'])
})

test('a slow integration holds up no other', async () => {
  const world = await callsWorld()
  const quick = scripted()
  const slow = { ...teller('slow'), origins: ['slow'] }
  const both = await world.open([slow, teller('quick')], (outgoing, sending) =>
    sending.origins[0] === 'slow' ? new Promise(() => undefined) : quick.send(outgoing),
  )
  for (let lock = 0; lock < 40; lock += 1) await approved(`lock-${lock}`, world)
  both.tick()
  await expect.poll(() => quick.sent.length).toBe(40)
})

test('an integration that trips over an event is told of, and stops no other', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted()
  const broken = teller('broken', {
    plan: () => {
      throw new Error('a bug')
    },
  })
  const link = await world.open([broken, teller()], send)
  await approved('a', world)
  await world.pass(0, link)
  expect(urlsOf(sent)).toEqual(['a'])
  expect(world.errors.map(String)).toContain('Error: a bug')
})

test('credentials are asked for once, and anew when they are refused or end', async () => {
  const world = await callsWorld()
  let made = 0
  const withPass = teller('bell', {
    passFor: (_, now) => ({
      key: 'user',
      request: () => ({ method: 'POST', url: 'https://bell.example.com/token' }),
      read: () => {
        made += 1
        return { secret: `pass ${made}`, expiresAt: now + 3_600_000 }
      },
    }),
  })
  const ok = answer(200)
  const { sent, send } = scripted(ok, ok, ok, answer(401))
  const link = await world.open([withPass], send)
  await approved('a', world)
  await world.pass(0, link)
  await approved('b', world)
  await world.pass(0, link)
  await approved('c', world)
  await world.pass(0, link)
  await world.pass(1_000, link)
  await world.pass(3_600_000, link)
  await approved('d', world)
  await world.pass(0, link)
  expect(sent.map(({ url, headers }) => `${new URL(url).pathname} ${headers?.authorization ?? ''}`)).toEqual([
    ...['/token ', '/a pass 1', '/b pass 1', '/c pass 1', '/token ', '/c pass 2', '/token ', '/d pass 3'],
  ])
})

test('a call may lead to others, each once', async () => {
  const world = await callsWorld()
  const chain = teller('bell', {
    outcomeOf: (_, call) => ({
      state: 'confirmed',
      said: 'done',
      more:
        call.data.lock === 'a'
          ? ['b', 'c'].map((lock) => ({
              ...{ key: `then-${lock}`, gate: call.gate, lock: null, what: `ring for ${lock}`, data: { lock } },
              giveUpAfterMs: 60_000,
            }))
          : [],
    }),
  })
  const { sent, send } = scripted()
  const link = await world.open([chain], send)
  await approved('a', world)
  await world.pass(0, link)
  expect(urlsOf(sent)).toEqual(['a', 'b', 'c'])
})

test('a lock that nobody comes back for is claimed once, in the name of who asked, though several links look', async () => {
  const world = await callsWorld()
  const { send } = scripted()
  const claiming = () =>
    teller('bell', {
      claims: (event, { locks }) => (event.type === 'unlocked' ? [...locks.values()] : []),
      plan: () => [],
    })
  const links = [await world.open([claiming()], send), await world.open([claiming()], send)]
  await approved('a', world)
  await world.pass(0, ...links)
  const history = await world.store.history(0, 100)
  const claims = history.map((stored) => parseEvent(stored)).filter(({ type }) => type === 'claimed')
  expect(claims).toMatchObject([{ lock: 'a', by: { id: 'ci' } }])
})

test('a claim that is refused is told of by the end of its lock, and holds up nothing', async () => {
  const world = await callsWorld()
  const { sent, send } = scripted()
  const link = await world.open([teller('bell', { claims: (_, { locks }) => [...locks.values()] })], send)
  await approved('a', world)
  await world.block()
  await world.pass(0, link)
  expect(world.errors).toEqual([])
  expect(urlsOf(sent)).toContain('a')
})

test('a link that stops does not look through the rest of a long record first, and the next one does', async () => {
  const store = memoryStore()
  let pages = 0
  let atPage = () => {}
  const history: typeof store.history = (...asked) => {
    pages += 1
    atPage()
    return store.history(...asked)
  }
  const world = await callsWorld({ ...store, history })
  const { sent, send } = scripted()
  const link = await world.open([teller()], send)
  for (let lock = 0; lock < 250; lock += 1) await approved(String(lock), world)
  let closed: Promise<void> | undefined
  pages = 0
  atPage = () => {
    closed ??= link.close()
  }
  link.tick()
  await link.settled()
  await closed
  expect(pages).toBe(1)
  const next = await world.open([teller()], send)
  await world.pass(0, next)
  expect(new Set(urlsOf(sent)).size).toBe(250)
})
