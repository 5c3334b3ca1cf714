import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bad, good, type HeldClock, heldClock, type ScriptedLink, scriptLink } from '@boss-deployer/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { patternAt } from '../apps/gadget/src/core/lights.ts'
import { gadgetApi } from '../apps/gadget/src/http/gadget-api.ts'
import { postTo } from '../apps/gadget/src/http/post.ts'
import { type Gadget, newGadget } from '../apps/gadget/src/runner.ts'
import { serverApi } from '../apps/server/src/http/api.ts'
import { gadgetCaller } from '../apps/server/src/http/call.ts'
import { openJournal } from '../apps/server/src/journal/journal.ts'
import { linkSide } from '../apps/server/src/link.ts'
import { type Server, startServer } from '../apps/server/src/server.ts'

const WALL = Date.parse('2026-01-02T04:00:00.000Z')
const uuid = '018f0000-0000-7000-8000-000000000001'
const keys = { macKey: 'a'.repeat(64), pressKey: 'b'.repeat(64) }
const noLog = { info() {}, warn() {}, error() {} }

type Close = () => unknown

let clock: HeldClock
let folder: string
let closing: Close[]
let link: ScriptedLink
let gadget: Gadget
let gadgetUrl: string
let server: Server
let serverUrl: string
let killServer: () => Promise<void>
let sequence: number

/** What goes over real sockets takes as long as it takes; the time of the world stands still meanwhile. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn += 1) {
    if (turn > 20_000) throw new Error(`it never came to ${String(isSo)}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const pattern = () => patternAt(gadget.state(), gadget.now())
const shows = (wanted: string) => until(() => pattern() === wanted)

/** Time passes, and at each beat what is under way arrives. */
async function pass(ms: number): Promise<void> {
  const isQuiet = () => [...server.state().gadgets.values()].every(({ calling }) => calling === null)
  for (let rest = ms; rest > 0; rest -= 500) {
    await clock.advance(Math.min(rest, 500))
    await until(isQuiet)
  }
}

const gateState = (more: object = {}) => {
  sequence += 1
  return {
    ...{ gate: 'shop', status: 'default', effective: 'default', held_by: 'shop', changed_at: null, changed_by: null },
    ...{ reason: null, until: null, queue_length: 0, head: null, allow_release: true, approvals: 1, sequence },
    ...more,
  }
}
const waiting = () => ({
  queue_length: 1,
  head: {
    ...{ uuid, gate: 'shop', pipeline: 'storefront', step: 'production', by: 'Bob' },
    locked_at: new Date(WALL + clock.now()).toISOString(),
  },
})
const welcome = (more: object = {}) =>
  link.say('welcome', {
    ...{ last_login: null, status: 'default', lock: null, locked: true, state: null, gate: null },
    ...{ gates: [gateState(more)], protocol_version: 1, features: [], sequence: 1 },
  })
const lose = () => link.connection({ state: 'lost', reason: 'the cable' })

/** Starts the server on what its journal holds, and tells it where the gadget is. */
async function start(port = 0): Promise<void> {
  const caller = gadgetCaller()
  const journal = await openJournal(folder)
  link = scriptLink()
  const wall = {
    now: () => ({ at: clock.now(), wall: WALL + clock.now() }),
    after: (ms: number, run: () => void) => clock.after(ms, run),
  }
  const side = linkSide({ connect: () => link.link, clock: wall, log: noLog })
  const enrolled = { id: 'desk', name: 'desk', gate: 'shop', macKey: keys.macKey, url: gadgetUrl }
  const { call } = caller
  const parts = { name: 'pi', gadgets: [enrolled], journal, clock: wall, log: noLog, call, send: side.send }
  server = startServer({ ...parts, onState() {} })
  const app = serverApi(server)
  serverUrl = await app.listen({ host: '127.0.0.1', port })
  side.start(server)
  killServer = async () => {
    server.stop()
    await app.close()
    await side.close()
    await journal.close()
    caller.close()
  }
}

async function restart(): Promise<void> {
  await killServer()
  await start(Number(new URL(serverUrl).port))
}

beforeEach(async () => {
  clock = heldClock()
  sequence = 0
  closing = []
  folder = mkdtempSync(join(tmpdir(), 'boss-desk-'))
  // The gadget needs the server's address and the server the gadget's: each is asked for the other's only when it calls.
  let post = postTo('http://127.0.0.1:1')
  gadget = newGadget({ self: { id: 'desk', gate: 'shop', boot: 1, ...keys }, clock, deliver: (it) => post.deliver(it) })
  const app = gadgetApi(gadget)
  gadgetUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  await start()
  post = postTo(serverUrl)
  gadget.start()
  closing.push(
    () => gadget.stop(),
    () => killServer(),
    () => app.close(),
    () => post.close(),
  )
  await until(() => gadget.state().session !== null)
})

afterEach(async () => {
  for (const close of closing) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** Shown for long enough that a press answers it. */
async function showLock(): Promise<void> {
  welcome(waiting())
  await until(() => gadget.state().shown?.head?.uuid === uuid && gadget.state().shown?.link === true)
  await pass(2_000)
  expect(pattern()).toBe('locked')
}

async function hold(button: 'unlock' | 'release' | 'block', ms: number): Promise<void> {
  gadget.put({ type: 'down', button })
  await clock.advance(ms)
  gadget.put({ type: 'up', button })
}

const presses = () => link.sent.map(({ channel, message }) => ({ channel, ...(message as object) }))
const answered = () => until(() => gadget.state().pending === null)

describe('gadget and server over HTTP', () => {
  test('find each other, and say that they cannot know before the link is heard', async () => {
    await pass(2_000)
    expect(pattern()).toBe('unknown')
    welcome()
    await shows('idle')
  })

  test('show what the link says, and pass the press on as it was signed', async () => {
    await showLock()
    link.handle('unlock', () => good({ uuid, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 }))
    await hold('unlock', 100)
    await answered()
    expect(presses()).toMatchObject([{ channel: 'unlock', uuid, press: { gadget: 'desk', counter: 65_537, uuid } }])
    expect(presses()[0]).not.toHaveProperty('note')
    link.say('gate', gateState())
    await shows('idle')
  })

  test.each([
    ['release', 700, 'released'],
    ['block', 700, 'blocked'],
  ] as const)('%s held %i ms turns the gate', async (button, ms, status) => {
    await showLock()
    link.handle('status', () => good({ ...gateState({ status, effective: status }), changed: true }))
    await hold(button, ms)
    await answered()
    expect(presses()).toMatchObject([{ channel: 'status', status, gate: 'shop', press: { action: button } }])
    link.say('gate', gateState({ status, effective: status }))
    await shows(status)
  })

  test('a press that the link refuses flashes red, and nothing changes', async () => {
    await showLock()
    link.handle('status', () => bad('gate_locked'))
    await hold('release', 700)
    await shows('refused')
    await pass(1_000)
    expect(pattern()).toBe('locked')
  })

  test('a server that is gone is amber, and one that comes back is found', async () => {
    await showLock()
    await killServer()
    await clock.advance(4_500)
    expect(pattern()).toBe('unknown')
    await start(Number(new URL(serverUrl).port))
    await clock.advance(1_000)
    await until(() => gadget.state().heardAt === gadget.now())
    welcome(waiting())
    await shows('locked')
  })
})

describe('without the link', () => {
  beforeEach(async () => {
    await showLock()
    lose()
    await shows('unknown')
  })

  test('an unlock is kept, and delivered once when the link is back, with the time of the press', async () => {
    await hold('unlock', 100)
    await answered()
    expect(presses()).toEqual([])
    await pass(60_000)
    link.connection({ state: 'connected' })
    link.handle('unlock', () => good({ uuid, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 }))
    welcome(waiting())
    await until(() => server.state().presses.length === 0)
    expect(presses()).toMatchObject([{ channel: 'unlock', uuid, note: 'pressed_at 2026-01-02T04:00:02.100Z' }])
    lose()
    link.connection({ state: 'connected' })
    welcome(waiting())
    await pass(2_000)
    expect(presses()).toHaveLength(1)
  })

  test('a block is kept and drops the unlock before it', async () => {
    await hold('unlock', 100)
    await answered()
    await hold('block', 700)
    await answered()
    link.connection({ state: 'connected' })
    link.handle('status', () => good({ ...gateState({ status: 'blocked', effective: 'blocked' }), changed: true }))
    welcome(waiting())
    await until(() => server.state().presses.length === 0)
    expect(presses()).toMatchObject([
      { channel: 'status', status: 'blocked', reason: 'button, pressed_at 2026-01-02T04:00:02.800Z' },
    ])
  })

  test('a release is refused with two flashes of red', async () => {
    await hold('release', 700)
    await shows('refused')
    await pass(1_000)
    expect(pattern()).toBe('unknown')
  })

  test('a kept press outlives the server', async () => {
    await hold('unlock', 100)
    await answered()
    await restart()
    link.handle('unlock', () => good({ uuid, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 }))
    welcome(waiting())
    await until(() => server.state().presses.length === 0)
    expect(presses()).toMatchObject([{ channel: 'unlock', note: 'pressed_at 2026-01-02T04:00:02.100Z' }])
  })
})

test('a press under way to the link when the server dies is sent again by the next one, and is the same press', async () => {
  await showLock()
  await hold('unlock', 100)
  await until(() => link.sent.length === 1)
  const [before] = presses()
  await restart()
  link.handle('unlock', () => good({ uuid, gate: 'shop', state: 'unlocked', votes: 1, needed: 1 }))
  welcome(waiting())
  await until(() => server.state().presses.length === 0)
  expect(presses()).toHaveLength(1)
  expect(presses()[0]).toMatchObject({ channel: 'unlock', uuid, press: (before as { press?: object }).press })
})
