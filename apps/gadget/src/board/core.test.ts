import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { macHeaders, macOf, sessionKey } from '@boss-deployer/protocol/gadget'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { lightsAt, patternAt } from '../core/lights.ts'
import { type Button, buttons, type Input, initialState, type Post } from '../core/state.ts'
import { dueAt, step } from '../core/step.ts'
import { firmwareFolder, makeFirmware } from '../testing/firmware.ts'

const replay = join(firmwareFolder, 'build/host/replay')

beforeAll(async () => {
  const made = await makeFirmware('test')
  expect(made).toMatch(/\d+ tests, 0 failed/)
}, 300_000)

/** The firmware's core, compiled for this machine: commands in, lines out. */
const ask = (commands: readonly string[]): readonly string[] =>
  execFileSync(replay, { input: `${commands.join('\n')}\n`, encoding: 'utf8' })
    .trimEnd()
    .split('\n')

const hexOf = (text: string) => Buffer.from(text).toString('hex')

describe('the test vectors of the protocol', () => {
  const hex = z.string()
  const vectors = z
    .object({
      requests: z.array(z.object({ name: z.string(), key: hex, text: z.string(), mac: hex })),
      presses: z.array(z.object({ name: z.string(), key: hex, text: z.string(), mac: hex })),
      sessions: z.array(z.object({ key: hex, direction: hex, gadget_nonce: hex, server_nonce: hex, session_key: hex })),
    })
    .parse(
      JSON.parse(
        readFileSync(new URL('../../../../packages/protocol/vectors/gadget-mac.json', import.meta.url), 'utf8'),
      ),
    )

  test('hold for its HMAC', () => {
    const signed = [...vectors.requests, ...vectors.presses]
    expect(ask(signed.map(({ key, text }) => `hmac ${key} ${hexOf(text)}`))).toEqual(signed.map(({ mac }) => mac))
  })

  test('hold for its session keys', () => {
    const textOf = (it: (typeof vectors.sessions)[number]) =>
      ['boss1-session', it.direction, it.gadget_nonce, it.server_nonce].join('\n')
    expect(ask(vectors.sessions.map((it) => `hmac ${it.key} ${hexOf(textOf(it))}`))).toEqual(
      vectors.sessions.map((it) => it.session_key),
    )
  })

  test('hold for texts of every length', () => {
    const key = Buffer.alloc(32, 0xc7)
    const texts = Array.from({ length: 200 }, (_, length) => 'x'.repeat(length + 1))
    expect(ask(texts.map((text) => `hmac ${key.toString('hex')} ${hexOf(text)}`))).toEqual(
      texts.map((text) => createHmac('sha256', key).update(text).digest('hex')),
    )
  })
})

const self = { id: 'desk', gate: 'shop', macKey: 'a'.repeat(64), pressKey: 'b'.repeat(64), boot: 3 }

const patterns = [
  ...['seeking', 'found', 'unknown', 'idle', 'locked', 'released', 'blocked', 'default', 'pressing'],
  ...['refused', 'ignored', 'test'],
]
const actions = ['unlock', 'release', 'block', 'default', 'nothing']
const whys = ['sent', 'too short', 'nothing waits', 'too young', 'busy', 'worn out']
const serverPaths = ['/unlock', '/release', '/block', '/default', '/ping']

const answer = z.object({
  ...{ status: z.int(), did: z.int(), why: z.int(), pattern: z.int(), refused: z.int(), pending: z.int() },
  lights: z.array(z.array(z.int())),
})

/** What the gadget shows and says after one input, in words that both have. */
interface Seen {
  readonly posts: readonly string[]
  readonly status: number | null
  readonly deed: string | null
  readonly pattern: string
  readonly refused: number
  readonly pending: string | null
  readonly lights: readonly (readonly number[])[]
}

const pingBody = z.object({ nonce: z.string(), boot: z.int() })

/** A ping says which version it is, and its MAC is over that too: it is checked here, and left out. */
function sentence(path: string, headers: Readonly<Record<string, string | undefined>>, body: string): string {
  const [session, counter, mac] = [macHeaders.session, macHeaders.counter, macHeaders.mac].map((it) => headers[it])
  if (path !== '/ping') return [path, headers[macHeaders.gadget], session, counter, mac, body].join(' ')
  const { nonce, boot } = pingBody.parse(JSON.parse(body))
  const told = {
    direction: 'g>s',
    gadget: self.id,
    method: 'POST',
    path,
    session: '',
    counter: Number(counter),
  } as const
  expect(mac).toBe(macOf(self.macKey, { ...told, body }))
  return [path, headers[macHeaders.gadget], session, counter, nonce, boot].join(' ')
}

function readPost(hex: string): string {
  const [head = '', body = ''] = Buffer.from(hex, 'hex').toString('latin1').split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) headers[line.slice(0, line.indexOf(':'))] = line.slice(line.indexOf(':') + 2)
  expect(headers['content-length']).toBe(String(body.length))
  return sentence(first.split(' ')[1] ?? '', headers, body)
}

function readSeen(lines: readonly string[]): readonly Seen[] {
  const seen: Seen[] = []
  let posts: string[] = []
  for (const line of lines) {
    if (line.startsWith('post ')) posts.push(readPost(line.slice(5)))
    if (!line.startsWith('= ')) continue
    const { status, did, why, pattern, refused, pending, lights } = answer.parse(JSON.parse(line.slice(2)))
    seen.push({
      posts: posts.sort(),
      status: status === 0 ? null : status,
      deed: did < 0 ? null : `${actions[did]} ${whys[why]}`,
      pattern: patterns[pattern] ?? '',
      refused,
      pending: actions[pending] ?? null,
      lights,
    })
    posts = []
  }
  return seen
}

const button = fc.constantFrom(...buttons)
const lock = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const desired = fc.record(
  {
    mode: fc.constantFrom('default', 'default', 'released', 'blocked', 'open'),
    head: fc.option(
      fc.record({
        uuid: fc.nat(3).map(lock),
        ...{
          pipeline: fc.string({ maxLength: 210, unit: 'grapheme' }),
          step: fc.constant<string>('prod'),
          by: fc.constant<string>('Ada'),
        },
        age: fc.nat(3_000_000),
      }),
    ),
    queue_length: fc.nat(9),
    until: fc.option(fc.nat(3_000_000)),
    link: fc.constantFrom(true, true, true, false, 'yes'),
    gate: fc.constantFrom('shop', 'shop', 'shop', 'bank', 'shop.eu'),
    sequence: fc.nat(50),
    answered: fc.record({ counter: fc.nat(8).map((number) => 3 * 65_536 + number), ok: fc.boolean() }),
    more: fc.jsonValue({ maxDepth: 3 }),
  },
  { requiredKeys: [] },
)
const word = fc.stringMatching(/^[!-9;-~]{1,70}$/)
const touch = fc.option(
  fc.record(
    {
      path: fc.constantFrom('/lock', '/default', '/reboot'),
      gadget: word,
      session: fc.oneof(word, fc.constant('e'.repeat(32))),
      counter: fc.oneof(word, fc.nat(30).map(String)),
      mac: fc.oneof(word, fc.constant('e'.repeat(64))),
      body: fc.oneof(fc.json(), fc.constant('{}')),
    },
    { requiredKeys: [] },
  ),
  { freq: 6 },
)
/** Around every moment at which something changes. */
const ms = fc.oneof(
  fc.nat(2_000),
  fc
    .tuple(
      fc.constantFrom(30, 200, 350, 400, 500, 600, 700, 1_000, 1_200, 1_500, 4_500),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([around, off]) => around + off),
)
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('wait' as const), ms }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('hold' as const), button, ms }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('live' as const), ms: fc.constantFrom(2_000, 15_000) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('tell' as const),
      ...{ desired, isGreeting: fc.boolean(), path: fc.constantFrom('/ping-ack', '/lock', '/unlock', '/test'), touch },
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: fc.constantFrom('down' as const, 'up' as const), button }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('posted' as const),
      path: fc.constantFrom('/ping' as const, '/unlock' as const, '/block' as const),
      outcome: fc.constantFrom(200, 401, 500, 'reset' as const, 'failed' as const),
    }),
  },
)
const asked = { head: { uuid: lock(1), pipeline: 'shop', step: 'prod', by: 'Ada', age: 0 }, queue_length: 1 }
const plain = { does: 'tell', desired: {}, isGreeting: false, path: '/ping-ack', touch: null } as const
type Act = typeof act extends fc.Arbitrary<infer It> ? It : never

/** Both gadgets go through the same acts: what the software gadget does, and what to put into the firmware. */
function openBoth() {
  let now = 0
  let state = initialState(self, now)
  const commands = [`self ${self.id} ${self.gate} ${self.macKey} ${self.pressKey} ${self.boot}`]
  const seen: Seen[] = []
  const server = { nonce: '', counter: 0, sequence: 0, greetings: 0, session: '', keyNonce: '' }

  /** The board alone fills its lights up while the big button is on its way to default. */
  const isFilling = () => state.holds.some((hold) => hold.button === 'unlock' && !hold.deed && now - hold.downAt >= 300)

  function put(input: Input, command: string) {
    const { state: next, output } = step(state, input, now)
    state = next
    const ping = output.posts.findLast(({ path }) => path === '/ping')
    if (ping) server.nonce = pingBody.parse(JSON.parse(ping.body)).nonce
    commands.push(`at ${now}`, command)
    seen.push({
      posts: output.posts.map(({ path, headers, body }: Post) => sentence(path, headers, body)).sort(),
      status: output.status,
      deed: output.deed && `${output.deed.did} ${output.deed.why}`,
      pattern: patternAt(state, now),
      refused: state.refused,
      pending: state.pending?.action ?? null,
      lights: isFilling() ? [] : lightsAt(state, now),
    })
  }

  const both = {
    commands,
    seen,
    server,
    /** On, with a head. */
    greet() {
      both.wait(0)
      both.tell({ ...plain, isGreeting: true, desired: asked })
    },
    /** Time passes with a server that beats. */
    live(length: number) {
      for (let rest = length; rest > 0; rest -= 1_000) {
        both.wait(Math.min(rest, 1_000))
        both.tell({ ...plain, desired: asked })
      }
    },
    wait(length: number) {
      const until = now + length
      for (let due = dueAt(state); due <= until; due = dueAt(state)) {
        now = Math.max(now, due)
        put({ type: 'tick' }, 'tick')
      }
      now = until
      put({ type: 'tick' }, 'tick')
    },
    button(type: 'down' | 'up', which: Button) {
      put({ type, button: which }, `${type} ${buttons.indexOf(which)}`)
    },
    posted(path: '/ping' | '/unlock' | '/block', outcome: number | 'reset' | 'failed') {
      const number = outcome === 'reset' ? 1 : outcome === 'failed' ? 0 : outcome
      put({ type: 'posted', path, outcome }, `posted ${serverPaths.indexOf(path)} ${number}`)
    },
    tell({ desired: wanted, isGreeting, path, touch: touched }: Extract<Act, { does: 'tell' }>) {
      if (isGreeting) {
        server.counter = 0
        server.greetings += 1
        server.session = server.greetings.toString(16).padStart(32, '0')
        server.keyNonce = server.nonce
      }
      server.counter += 1
      server.sequence += 1
      const nonces = isGreeting ? { nonce: server.nonce, server_nonce: server.session } : {}
      const body = JSON.stringify({
        ...{ sequence: server.sequence, mode: 'default', head: null, queue_length: 0, until: null, link: true },
        ...{ gate: 'shop', ...wanted, ...nonces },
      })
      const key = sessionKey(self.macKey, 's>g', { gadget: server.keyNonce, server: server.session })
      const { counter, session } = server
      const at = isGreeting ? '/ping-ack' : path
      const told = { direction: 's>g', gadget: 'desk', method: 'POST', path: at, session } as const
      const mac = macOf(key, { ...told, counter, body })
      const message = {
        method: 'POST',
        path: at,
        gadget: 'desk',
        session,
        counter: `${counter}`,
        mac,
        body,
      }
      const arrived = { ...message, ...touched }
      const bytes = Buffer.from(arrived.body)
      const head = [
        `POST ${arrived.path} HTTP/1.1`,
        `Boss-Gadget: ${arrived.gadget}`,
        `boss-session: ${arrived.session}`,
        `boss-counter: ${arrived.counter}`,
        `boss-mac: ${arrived.mac}`,
        `content-length: ${bytes.length}\r\n\r\n`,
      ].join('\r\n')
      put({ type: 'arrived', message: arrived }, `http ${hexOf(head)}${bytes.toString('hex')}`)
    },
  }
  return both
}

/** Sines and whole numbers: the firmware counts in 255ths and takes a parabola for a cosine. */
const LIGHT_TOLERANCE = 12

function expectAlike(other: Seen, one: Seen, told: string): void {
  const { lights, ...rest } = one
  const { lights: otherLights, ...otherRest } = other
  expect(otherRest, told).toEqual(rest)
  for (const [light, levels] of lights.entries())
    for (const [color, level] of levels.entries())
      expect(Math.abs(level - (otherLights[light]?.[color] ?? -99)), `${told}: light ${light}`).toBeLessThan(
        LIGHT_TOLERANCE,
      )
}

function compare(acts: readonly Act[], isOn: boolean): void {
  const both = openBoth()
  if (isOn) both.greet()
  for (const it of acts) {
    if (it.does === 'wait') both.wait(it.ms)
    else if (it.does === 'live') both.live(it.ms)
    else if (it.does === 'hold') {
      both.button('down', it.button)
      both.wait(it.ms)
      both.button('up', it.button)
    } else if (it.does === 'tell') both.tell(it)
    else if (it.does === 'posted') both.posted(it.path, it.outcome)
    else both.button(it.does, it.button)
  }
  const seen = readSeen(ask(both.commands))
  expect(seen.length).toBe(both.seen.length)
  for (const [at, it] of both.seen.entries()) {
    const firmware = seen[at]
    if (firmware) expectAlike(firmware, it, `after ${both.commands[2 + at * 2]?.slice(0, 60)} (${at})`)
  }
}

const hold = (which: Button, length: number): Act => ({ does: 'hold', button: which, ms: length })
const waitFor = (length: number): Act => ({ does: 'wait', ms: length })

test.each<readonly [string, readonly Act[]]>([
  ['a head half a second old may be answered', [waitFor(500), hold('unlock', 30)]],
  ['a younger one not', [waitFor(499), hold('unlock', 30)]],
  ['29 ms are no press', [waitFor(600), hold('unlock', 29)]],
  ['1,499 ms are an unlock', [waitFor(600), hold('unlock', 1_499)]],
  ['1,500 ms go back to default', [waitFor(600), hold('unlock', 1_500)]],
  ['release is held 700 ms', [hold('release', 699), hold('release', 700)]],
  ['block is held 700 ms, and overtakes', [hold('release', 700), hold('block', 699), hold('block', 700)]],
  ['a server is lost after 4.5 s', [waitFor(4_499), waitFor(1)]],
  ['a press is given up after 15 s', [hold('release', 700), waitFor(14_999), waitFor(1)]],
])('%s, in both', (_, acts) => compare(acts, true))

test('whatever happens, the firmware does what the software gadget does', { timeout: 120_000 }, () => {
  fc.assert(fc.property(fc.array(act, { minLength: 1, maxLength: 30 }), fc.boolean(), compare), { numRuns: 40 })
})
