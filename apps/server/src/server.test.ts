import {
  type FakeGadget,
  type HeldClock,
  heldClock,
  misdeedNames,
  openFakeGadget,
  settle,
} from '@boss-deployer/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Gate, Press } from './core/state.ts'
import { serverApi, VERSION } from './http/api.ts'
import { gadgetCaller } from './http/call.ts'
import { empty } from './journal/contents.ts'
import { type Server, startServer } from './server.ts'

const WALL = Date.parse('2026-01-02T04:00:00.000Z')
const lock = '018f0000-0000-7000-8000-000000000001'
const noLog = { info() {}, warn() {}, error() {} }

const gate = (more: Partial<Gate> = {}): Gate => ({
  ...{ gate: 'shop', effective: 'default', until: null, queueLength: 0, head: null, sequence: 1, ...more },
})
const locked = gate({
  queueLength: 1,
  head: {
    ...{ uuid: lock, gate: 'shop', pipeline: 'shop', step: 'production', by: 'Ada' },
    lockedAt: new Date(WALL - 5_000).toISOString(),
  },
})

let clock: HeldClock
let gadget: FakeGadget
let server: Server
let url: string
let sent: Press[]
let closing: (() => unknown)[]

/** Waits for what goes over real sockets; how long that takes says nothing. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`it never came to ${String(isSo)}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function listen(boots = new Map<string, number>()): Promise<void> {
  const { call, close } = gadgetCaller()
  const enrolled = { id: 'desk', name: 'desk', gate: 'shop', macKey: 'a'.repeat(64), url: gadget.url }
  server = startServer({
    ...{ name: 'pi', gadgets: [enrolled], log: noLog, call },
    clock: { now: () => ({ at: clock.now(), wall: WALL + clock.now() }), after: (ms, run) => clock.after(ms, run) },
    journal: { found: { ...empty, boots }, spoiled: 0, append: async () => {}, close: async () => {} },
    send: async (press) => {
      sent.push(press)
      return 'accepted'
    },
    onState() {},
  })
  const app = serverApi(server)
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  gadget.server = url
  closing.push(
    () => app.close(),
    () => server.stop(),
    close,
  )
}

beforeEach(async () => {
  clock = heldClock()
  sent = []
  closing = []
  gadget = await openFakeGadget()
  await listen()
})

afterEach(async () => {
  gadget.letGo()
  for (const close of closing) await close()
  await gadget[Symbol.asyncDispose]()
})

const idle = () => server.state().gadgets.get('desk')?.calling === null

/** One heartbeat later, when the gadget has taken it. */
async function beat(): Promise<void> {
  const { length } = gadget.heard
  await clock.advance(2_000)
  await until(() => gadget.heard.length > length && idle())
}

async function open(): Promise<void> {
  expect(await gadget.ping()).toBe(200)
  await until(() => gadget.state !== undefined && idle())
}

const post = (path: string, body: string) =>
  fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

describe('a session', () => {
  test('is opened by a ping that is answered where the gadget is enrolled', async () => {
    await open()
    expect(gadget.heard).toMatchObject([{ path: '/ping-ack', isGenuine: true, counter: 1 }])
    expect(gadget.state).toMatchObject({ nonce: '0000000100000001', mode: 'default', link: false, gate: 'shop' })
  })

  test('beats every two seconds from then on, without a nonce and with a rising counter', async () => {
    await open()
    await beat()
    await beat()
    expect(gadget.heard.map(({ path, counter, isGenuine }) => [path, counter, isGenuine])).toEqual([
      ['/ping-ack', 1, true],
      ['/ping-ack', 2, true],
      ['/ping-ack', 3, true],
    ])
    expect(gadget.state).not.toHaveProperty('nonce')
  })

  test('a gadget that did not ping is not called', async () => {
    server.put({ type: 'link-up', gates: [locked] })
    await clock.advance(60_000)
    expect(gadget.heard).toEqual([])
  })

  test('the old one holds until the first valid message on the new one', async () => {
    await open()
    gadget.manners = 'never'
    expect(await gadget.ping()).toBe(200)
    await until(() => gadget.heard.length === 2)
    expect(server.state().gadgets.get('desk')?.previous).not.toBeNull()
    gadget.letGo()
    expect(await gadget.press('unlock', lock)).toBe(200)
    expect(server.state().gadgets.get('desk')?.previous).toBeNull()
  })

  test('an answer that the gadget did not ask for leaves the old one as it was', async () => {
    await open()
    const before = server.state().gadgets.get('desk')?.session?.id
    gadget.manners = 'forgetful'
    await gadget.ping()
    await until(() => gadget.heard.length === 2 && idle())
    expect(server.state().gadgets.get('desk')?.session?.id).toBe(before)
  })

  test('a ping that comes twice, or of an older boot, is refused', async () => {
    gadget.boot = 5
    await open()
    expect(await gadget.replay()).toBe(401)
    gadget.boot = 4
    expect(await gadget.ping()).toBe(401)
    gadget.boot = 6
    expect(await gadget.ping()).toBe(200)
    expect(server.state().refused).toBe(2)
  })

  test('an older boot is refused also after a restart of the server', async () => {
    await listen(new Map([['desk', 5]]))
    gadget.boot = 4
    expect(await gadget.ping()).toBe(401)
    gadget.boot = 5
    expect(await gadget.ping()).toBe(200)
  })

  test('pings are limited, one gadget at a time', async () => {
    const statuses: number[] = []
    for (let ping = 0; ping < 7; ping += 1) statuses.push(await gadget.ping())
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    await clock.advance(1_000)
    expect(await gadget.ping()).toBe(200)
  })
})

describe('a message that a stranger has touched', () => {
  test.each(misdeedNames)('%s: 401, counted, and nothing else changes', async (misdeed) => {
    await open()
    const before = server.state()
    expect(await gadget.press('block', 'shop', misdeed)).toBe(401)
    expect(await gadget.ping(misdeed === 'other-session' ? 'wrong-mac' : misdeed)).toBe(401)
    expect(server.state()).toEqual({ ...before, refused: before.refused + 2 })
    expect(sent).toEqual([])
  })

  test('a press that is repeated byte for byte is refused', async () => {
    await open()
    server.put({ type: 'link-up', gates: [locked] })
    await until(idle)
    expect(await gadget.press('unlock', lock)).toBe(200)
    expect(await gadget.replay()).toBe(401)
    expect(sent).toHaveLength(1)
  })

  test('one without a session is refused', async () => {
    expect(await gadget.press('block', 'shop')).toBe(401)
    expect((await post('/block', '{}')).status).toBe(401)
    expect((await post('/ping', '{}')).status).toBe(401)
    expect(server.state().refused).toBe(3)
  })

  test('a body that is no press, or says another thing than its path, is 400', async () => {
    await open()
    server.put({ type: 'link-up', gates: [locked] })
    await until(idle)
    expect(await gadget.say('/unlock', '{')).toBe(400)
    expect(await gadget.say('/unlock', '{"press":{}}')).toBe(400)
    const { gadget: id, mac } = { gadget: 'desk', mac: 'c'.repeat(64) }
    expect(
      await gadget.say(
        '/release',
        JSON.stringify({ press: { gadget: id, counter: 1, action: 'block', gate: 'shop', mac } }),
      ),
    ).toBe(400)
    expect(
      await gadget.say(
        '/block',
        JSON.stringify({ press: { gadget: 'other', counter: 1, action: 'block', gate: 'shop', mac } }),
      ),
    ).toBe(400)
    expect(
      await gadget.say(
        '/block',
        JSON.stringify({ press: { gadget: id, counter: 1, action: 'block', uuid: lock, mac } }),
      ),
    ).toBe(400)
    expect(sent).toEqual([])
  })

  test('what is too large, unknown or not text is told so', async () => {
    expect((await post('/ping', 'x'.repeat(5_000))).status).toBe(413)
    expect((await post('/lock', '{}')).status).toBe(404)
    expect((await fetch(`${url}/ping`)).status).toBe(404)
    const bytes = await fetch(`${url}/ping`, { method: 'POST', body: new Uint8Array([0xff, 0xfe]) })
    expect(bytes.status).toBe(400)
    expect(server.state().refused).toBe(0)
  })
})

describe('what the gadget is told', () => {
  beforeEach(open)

  test.each([
    ['/lock', gate(), locked],
    ['/unlock', locked, gate()],
    ['/release', gate(), gate({ effective: 'released', until: new Date(WALL + 60_000).toISOString() })],
    ['/block', locked, gate({ effective: 'blocked' })],
    ['/default', gate({ effective: 'blocked' }), gate()],
    ['/ping-ack', gate(), null],
  ])('%s says what changed, and carries the whole state', async (path, before, after) => {
    server.put({ type: 'link-up', gates: [before] })
    await until(idle)
    const sequence = Number(gadget.state?.sequence)
    server.put(after ? { type: 'gates', gates: [after] } : { type: 'link-lost' })
    await until(idle)
    expect(gadget.heard.at(-1)).toMatchObject({ path, isGenuine: true })
    expect(gadget.state).toMatchObject({
      sequence: sequence + 1,
      mode: (after ?? before).effective,
      queue_length: (after ?? before).queueLength,
      link: after !== null,
      until: after?.until ? 60_000 : null,
    })
    expect(gadget.state?.head ?? null).toEqual(
      after?.head ? { uuid: lock, pipeline: 'shop', step: 'production', by: 'Ada', age: 5_000 } : null,
    )
  })

  test('a change of another gate, or none at all, is not told', async () => {
    server.put({ type: 'link-up', gates: [locked] })
    await until(idle)
    const { length } = gadget.heard
    server.put({ type: 'gates', gates: [locked, gate({ gate: 'bank', effective: 'blocked' })] })
    await settle()
    expect(gadget.heard).toHaveLength(length)
  })

  test('an older state of a gate does not replace a newer one', async () => {
    server.put({ type: 'link-up', gates: [gate({ sequence: 9, effective: 'blocked' })] })
    server.put({ type: 'gates', gates: [gate({ sequence: 8 })] })
    expect(server.state().gadgets.get('desk')?.view.mode).toBe('blocked')
  })

  test('while a call is under way only the newest state waits', async () => {
    gadget.manners = 'late'
    server.put({ type: 'link-up', gates: [gate()] })
    await until(() => gadget.heard.length === 2)
    for (let queueLength = 1; queueLength <= 9; queueLength += 1)
      server.put({ type: 'gates', gates: [gate({ queueLength })] })
    gadget.manners = 'well'
    gadget.letGo()
    await until(() => gadget.heard.length === 3 && idle())
    expect(gadget.state).toMatchObject({ queue_length: 9, sequence: 11 })
  })

  test('a call that is torn goes again at once with a new counter, a bounded number of times', async () => {
    gadget.manners = 'reset'
    server.put({ type: 'link-up', gates: [locked] })
    await until(idle)
    expect(gadget.heard.slice(1).map(({ path, counter, isGenuine }) => [path, counter, isGenuine])).toEqual([
      ['/lock', 2, true],
      ['/lock', 3, true],
      ['/lock', 4, true],
    ])
    gadget.manners = 'well'
    await beat()
    expect(gadget.state).toMatchObject({ queue_length: 1 })
  })

  test.each(['garbage', 'forgetful'] as const)(
    'a gadget that answers %s is off until it answers well',
    async (manners) => {
      expect(server.state().gadgets.get('desk')?.isOn).toBe(true)
      gadget.manners = manners
      await beat()
      expect(server.state().gadgets.get('desk')?.isOn).toBe(false)
      gadget.manners = 'well'
      await beat()
      expect(server.state().gadgets.get('desk')?.isOn).toBe(true)
    },
  )

  test('a gate that the link does not know is one of which nothing is known', async () => {
    server.put({ type: 'link-up', gates: [gate({ gate: 'bank' })] })
    await settle()
    expect(gadget.state).toMatchObject({ link: false })
  })

  test('the link says which gate a gadget turns', async () => {
    server.put({ type: 'link-up', gates: [locked] })
    server.put({ type: 'enrolled', gadgets: [{ id: 'desk', gate: 'bank' }] })
    server.put({ type: 'gates', gates: [gate({ gate: 'bank', effective: 'blocked' })] })
    await until(idle)
    expect(gadget.state).toMatchObject({ gate: 'bank', mode: 'blocked', link: true })
  })
})

describe('a press', () => {
  beforeEach(async () => {
    await open()
    server.put({ type: 'link-up', gates: [locked] })
    await until(idle)
  })

  test('goes to the link as the gadget signed it, and its answer comes back in the state', async () => {
    expect(await gadget.press('unlock', lock)).toBe(200)
    await until(() => gadget.state?.answered !== undefined)
    expect(sent).toMatchObject([{ gadget: 'desk', counter: 65_537, action: 'unlock', uuid: lock }])
    expect(gadget.state).toMatchObject({ answered: { counter: 65_537, ok: true } })
  })

  test('that comes again is told again what became of it', async () => {
    await gadget.press('unlock', lock)
    await until(() => gadget.state?.answered !== undefined && idle())
    const { length } = gadget.heard
    expect(await gadget.pressAgain()).toBe(200)
    await until(() => gadget.heard.length > length)
    expect(sent).toHaveLength(1)
  })

  test('GET /state is public and holds no secret', async () => {
    const text = await (await fetch(`${url}/state`)).text()
    expect(JSON.parse(text)).toEqual({
      ...{ server: 'pi', link: true, gadgets: [{ gadget: 'desk', on: true }], refused: 0 },
      version: VERSION,
    })
    expect(text).not.toMatch(/aaaa|[0-9a-f]{32}/)
  })
})
