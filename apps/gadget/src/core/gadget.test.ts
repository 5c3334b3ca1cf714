import { isSameMac, macHeaders, macOf, pingNonce, pressMac, sessionKey } from '@boss-deployer/protocol/gadget'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { flashFor, isSure, lightsAt, type Pattern, patternAt } from './lights.ts'
import { type Arrived, type Button, type Deed, type Input, initialState, type Post } from './state.ts'
import { dueAt, step } from './step.ts'

const self = { id: 'desk', gate: 'shop', macKey: 'a'.repeat(64), pressKey: 'b'.repeat(64), boot: 3 }
const SERVER_NONCE = 'd'.repeat(32)
const lock = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const headOf = (number: number, age = 0) => ({
  uuid: lock(number),
  pipeline: 'shop',
  step: 'production',
  by: 'Ada',
  age,
})
const noHeaders: Post['headers'] = {}
const AMBER = [255, 110, 0]

type Desired = Record<string, unknown>

/** A gadget, a held clock, and a server's side of the protocol by its own reading of it. */
function openWorld() {
  let now = 0
  let state = initialState(self, now)
  const posts: Post[] = []
  const server = { nonce: '', id: SERVER_NONCE, counter: 0, sequence: 0 }

  function put(input: Input) {
    const { state: next, output } = step(state, input, now)
    state = next
    posts.push(...output.posts)
    const ping = output.posts.findLast(({ path }) => path === '/ping')
    if (ping) server.nonce = (JSON.parse(ping.body) as { nonce: string }).nonce
    return output
  }

  function told(desired: Desired, path = '/ping-ack'): Arrived {
    const body = JSON.stringify({
      ...{ sequence: server.sequence, mode: 'default', head: null, queue_length: 0, until: null, link: true },
      ...{ gate: 'shop', ...desired },
    })
    const key = sessionKey(self.macKey, 's>g', { gadget: server.nonce, server: server.id })
    const { id: session, counter } = server
    const said = { direction: 's>g', gadget: 'desk', method: 'POST', path, session, counter, body } as const
    return { method: 'POST', path, gadget: 'desk', session, counter: String(counter), mac: macOf(key, said), body }
  }

  const world = {
    put,
    told,
    posts,
    server,
    state: () => state,
    now: () => now,
    pattern: (): Pattern => patternAt(state, now),
    lights: () => lightsAt(state, now),
    /** Time passes as the runner lets it pass: the gadget is asked whenever it is due. */
    wait(ms: number) {
      const until = now + ms
      for (let due = dueAt(state); due <= until; due = dueAt(state)) {
        now = Math.max(now, due)
        put({ type: 'tick' })
      }
      now = until
    },
    tell(desired: Desired = {}, path?: string) {
      server.counter += 1
      server.sequence += 1
      return put({ type: 'arrived', message: told(desired, path) }).status
    },
    /** The same as `wait`, with a server that beats. */
    live(ms: number, desired: Desired = {}) {
      for (let rest = ms; rest > 0; rest -= 1_000) {
        world.wait(Math.min(rest, 1_000))
        world.tell(desired)
      }
    },
    greet: (desired: Desired = {}) => world.tell({ nonce: server.nonce, server_nonce: server.id, ...desired }),
    hold(button: Button, ms: number): Deed | null {
      put({ type: 'down', button })
      world.wait(ms)
      return put({ type: 'up', button }).deed
    },
    sentPresses: () => posts.filter(({ path }) => path !== '/ping'),
  }
  put({ type: 'tick' })
  return world
}

/** On, with a head that was shown long enough. */
function openOn(desired: Desired = { head: headOf(1), queue_length: 1 }) {
  const world = openWorld()
  world.greet(desired)
  world.live(2_000, desired)
  return world
}

describe('the way to the server', () => {
  test('it pings every second until it is answered, each time with another nonce', () => {
    const world = openWorld()
    world.wait(2_500)
    const pings = world.posts.map(({ headers, body }) => [
      headers[macHeaders.session],
      headers[macHeaders.counter],
      body,
    ])
    expect(pings).toEqual(
      [1, 2, 3].map((ping) => [
        '',
        String(ping),
        JSON.stringify({ nonce: pingNonce(3, ping), boot: 3, version: 'soft-1' }),
      ]),
    )
    expect(world.pattern()).toBe('seeking')
  })

  test('the answer switches it on, with one fade of green', () => {
    const world = openWorld()
    expect(world.greet()).toBe(200)
    expect(world.pattern()).toBe('found')
    world.wait(flashFor.found)
    expect(world.pattern()).toBe('idle')
    world.live(20_000)
    expect(world.posts).toHaveLength(1)
  })

  test('an answer to an older ping opens nothing', () => {
    const world = openWorld()
    const older = world.server.nonce
    world.wait(1_000)
    world.server.nonce = older
    expect(world.greet()).toBe(401)
    expect(world.pattern()).toBe('seeking')
  })

  test('a message that does not name our ping opens nothing, however well it is signed', () => {
    const world = openWorld()
    expect(world.tell()).toBe(401)
    expect(world.tell({ nonce: world.server.nonce, server_nonce: 'e'.repeat(32) })).toBe(401)
    expect(world.pattern()).toBe('seeking')
  })

  test('another answer to the same ping opens nothing', () => {
    const world = openOn()
    world.server.id = 'e'.repeat(32)
    world.server.counter = 0
    expect(world.greet()).toBe(401)
  })

  test('when the server is lost it pings again, and the state of a new session counts from the beginning', () => {
    const world = openOn({ mode: 'blocked' })
    world.wait(4_500)
    expect(world.posts.filter(({ path }) => path === '/ping').length).toBeGreaterThan(1)
    Object.assign(world.server, { id: 'e'.repeat(32), counter: 0, sequence: 0 })
    expect(world.greet({ mode: 'released' })).toBe(200)
    expect(world.pattern()).toBe('released')
  })

  test('an older sequence is ignored', () => {
    const world = openOn({ mode: 'blocked' })
    world.server.sequence = 0
    expect(world.tell({ mode: 'released' })).toBe(200)
    expect(world.pattern()).toBe('blocked')
  })
})

describe('a message that a stranger has touched is refused, counted, and changes nothing', () => {
  const cases: readonly [string, (it: Arrived) => Arrived][] = [
    ['a wrong MAC', (it) => ({ ...it, mac: it.mac.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })],
    ['no MAC', (it) => ({ ...it, mac: '' })],
    ['no counter', (it) => ({ ...it, counter: '' })],
    ['another counter', (it) => ({ ...it, counter: String(Number(it.counter) + 1) })],
    ['another path', (it) => ({ ...it, path: '/block' })],
    ['another method', (it) => ({ ...it, method: 'PUT' })],
    ['another body', (it) => ({ ...it, body: it.body.replace('released', 'blocked') })],
    ['another gadget', (it) => ({ ...it, gadget: 'other' })],
    ['another session', (it) => ({ ...it, session: 'e'.repeat(32) })],
    ['no session', (it) => ({ ...it, session: '' })],
  ]
  test.each(cases)('%s', (_, touch) => {
    const world = openOn()
    world.server.counter += 1
    const before = world.state()
    expect(world.put({ type: 'arrived', message: touch(world.told({ mode: 'released' })) }).status).toBe(401)
    expect(world.state()).toEqual({ ...before, refused: 1 })
  })

  test('one that comes twice', () => {
    const world = openOn()
    const before = world.state()
    const { status } = world.put({ type: 'arrived', message: world.told({ mode: 'released' }) })
    expect([status, world.state()]).toEqual([401, { ...before, refused: 1 }])
  })

  test('a press of our own, turned round', () => {
    const world = openOn()
    world.hold('unlock', 100)
    const { path, headers, body } = world.sentPresses()[0] ?? { path: '', headers: noHeaders, body: '' }
    const [session = '', counter = '', mac = ''] = [macHeaders.session, macHeaders.counter, macHeaders.mac].map(
      (it) => headers[it] ?? '',
    )
    const { status } = world.put({
      type: 'arrived',
      message: { method: 'POST', path, gadget: 'desk', session, counter: `${counter}0`, mac, body },
    })
    expect(status).toBe(401)
  })

  test('what is no state is 400, and an unknown path 404', () => {
    const world = openOn()
    expect(world.tell({ mode: 'open' })).toBe(400)
    expect(world.tell({}, '/reboot')).toBe(404)
  })
})

describe('a button', () => {
  const deeds: readonly [Button, number, Deed['did'], Deed['why']][] = [
    ['unlock', 29, 'nothing', 'too short'],
    ['unlock', 30, 'unlock', 'sent'],
    ['unlock', 1_499, 'unlock', 'sent'],
    ['unlock', 1_500, 'default', 'sent'],
    ['release', 699, 'nothing', 'too short'],
    ['release', 700, 'release', 'sent'],
    ['block', 699, 'nothing', 'too short'],
    ['block', 700, 'block', 'sent'],
    ['block', 9_000, 'block', 'sent'],
  ]
  test.each(deeds)('%s held %i ms: %s, %s', (button, ms, did, why) => {
    const world = openOn()
    expect(world.hold(button, ms)).toMatchObject({ did, why })
    expect(new Set(world.sentPresses().map(({ path }) => path))).toEqual(new Set(did === 'nothing' ? [] : [`/${did}`]))
  })

  test('a hold acts when it is long enough, not when it ends', () => {
    const world = openOn()
    world.put({ type: 'down', button: 'block' })
    world.wait(700)
    expect(world.sentPresses()).toHaveLength(1)
  })

  test('the press is signed for the link, the message for the server', () => {
    const world = openOn()
    world.hold('unlock', 100)
    const { path, headers, body } = world.sentPresses()[0] ?? { path: '/', headers: noHeaders, body: '' }
    const press = { gadget: 'desk', counter: 3 * 65_536 + 1, action: 'unlock', uuid: lock(1) } as const
    expect(JSON.parse(body)).toEqual({
      press: { ...press, mac: pressMac(self.pressKey, { ...press, target: lock(1) }) },
    })
    const key = sessionKey(self.macKey, 'g>s', { gadget: world.server.nonce, server: SERVER_NONCE })
    const said = {
      direction: 'g>s',
      gadget: 'desk',
      method: 'POST',
      path,
      session: SERVER_NONCE,
      counter: 1,
      body,
    } as const
    expect(isSameMac(headers[macHeaders.mac] ?? '', macOf(key, said))).toBe(true)
  })

  test('release, block and default mean its own gate, whatever the server says', () => {
    const world = openOn()
    world.live(1_000, { gate: 'bank' })
    world.hold('block', 700)
    expect(JSON.parse(world.sentPresses()[0]?.body ?? '')).toMatchObject({ press: { gate: 'shop' } })
    expect(world.pattern()).not.toBe('blocked')
  })

  test('a head that was shown for half a second is answered, a younger one ignored with one flash of red', () => {
    const world = openOn()
    world.tell({ head: headOf(2), queue_length: 1 })
    world.wait(499)
    expect(world.hold('unlock', 100)).toEqual({ did: 'nothing', why: 'too young' })
    expect(world.pattern()).toBe('ignored')
    expect(world.hold('unlock', 100)).toMatchObject({ did: 'unlock', uuid: lock(2) })
  })

  test('the press answers the head of the moment it began', () => {
    const world = openOn()
    world.put({ type: 'down', button: 'unlock' })
    world.wait(100)
    world.tell({ head: headOf(2), queue_length: 1 })
    world.wait(800)
    expect(world.put({ type: 'up', button: 'unlock' }).deed).toMatchObject({ uuid: lock(1) })
  })

  test('with nothing waiting there is nothing to unlock', () => {
    expect(openOn({}).hold('unlock', 100)).toEqual({ did: 'nothing', why: 'nothing waits' })
  })
})

describe('a press on its way', () => {
  test('shows its colour until a state names it', () => {
    const world = openOn()
    world.hold('release', 700)
    expect(world.pattern()).toBe('pressing')
    world.live(3_000)
    expect(world.pattern()).toBe('pressing')
    world.tell({ mode: 'released', answered: { counter: 3 * 65_536 + 1, ok: true } })
    expect(world.pattern()).toBe('released')
  })

  test('an answer to the press before it ends nothing', () => {
    const world = openOn()
    world.hold('unlock', 100)
    world.tell({ head: headOf(1), queue_length: 1, answered: { counter: 3 * 65_536 + 1, ok: false } })
    world.hold('release', 700)
    world.tell({ head: headOf(1), queue_length: 1, answered: { counter: 3 * 65_536 + 1, ok: false } })
    expect(world.state().pending?.action).toBe('release')
  })

  test('an HTTP 200 ends nothing', () => {
    const world = openOn()
    world.hold('release', 700)
    world.put({ type: 'posted', path: '/release', outcome: 200 })
    expect(world.state().pending).not.toBeNull()
  })

  test('refused, it flashes red twice and shows the truth', () => {
    const world = openOn()
    world.hold('release', 700)
    world.tell({ answered: { counter: 3 * 65_536 + 1, ok: false } })
    const isRed = [0, 150, 300, 450].map((ms) => lightsAt(world.state(), world.now() + ms)[0][0] > 0)
    expect([world.pattern(), ...isRed]).toEqual(['refused', true, false, true, false])
    world.wait(600)
    expect(world.pattern()).toBe('idle')
  })

  test('is sent again with a new counter and the same press, and given up in the end', () => {
    const world = openOn()
    world.hold('release', 700)
    world.live(14_000)
    const counters = world.sentPresses().map(({ headers }) => headers[macHeaders.counter])
    expect(counters).toEqual(counters.map((_, index) => String(index + 1)))
    expect(counters.length).toBeGreaterThan(10)
    expect(new Set(world.sentPresses().map(({ body }) => body)).size).toBe(1)
    world.live(1_500)
    expect(world.state().pending).toBeNull()
    expect(world.pattern()).toBe('refused')
  })

  test('a torn connection sends it again at once, a bounded number of times', () => {
    const world = openOn()
    world.hold('release', 700)
    for (let times = 0; times < 5; times += 1) world.put({ type: 'posted', path: '/release', outcome: 'reset' })
    expect(world.sentPresses()).toHaveLength(3)
  })

  test('a server that does not know the session is looked for at once, and gets the press', () => {
    const world = openOn()
    world.hold('release', 700)
    world.put({ type: 'posted', path: '/release', outcome: 401 })
    expect(world.posts.at(-1)?.path).toBe('/ping')
    Object.assign(world.server, { id: 'e'.repeat(32), counter: 0, sequence: 0 })
    world.greet()
    expect(world.posts.at(-1)).toMatchObject({ path: '/release', headers: { [macHeaders.session]: 'e'.repeat(32) } })
  })

  test('a block overtakes it, and nothing overtakes a block', () => {
    const world = openOn()
    world.hold('unlock', 100)
    expect(world.hold('release', 700)).toMatchObject({ why: 'busy' })
    expect(world.hold('block', 700)).toMatchObject({ did: 'block' })
    expect(world.hold('unlock', 100)).toMatchObject({ why: 'busy' })
    expect(world.state().pending?.action).toBe('block')
  })

  test('one refused as repeated pings does not spin', () => {
    const world = openWorld()
    world.put({ type: 'posted', path: '/ping', outcome: 401 })
    expect(world.posts).toHaveLength(1)
  })
})

describe('the lights', () => {
  const patterns: readonly [Desired, Pattern][] = [
    [{}, 'idle'],
    [{ head: headOf(1), queue_length: 1 }, 'locked'],
    [{ mode: 'released', until: 60_000 }, 'released'],
    [{ mode: 'released', until: null }, 'released'],
    [{ mode: 'blocked' }, 'blocked'],
    [{ link: false, mode: 'blocked' }, 'unknown'],
    [{ gate: 'bank' }, 'unknown'],
  ]
  test.each(patterns)('%j: %s', (desired, pattern) => {
    expect(openOn(desired).pattern()).toBe(pattern)
  })

  test('two missed heartbeats are amber, one is not', () => {
    const world = openOn()
    world.wait(4_000)
    expect(world.pattern()).toBe('locked')
    world.wait(500)
    expect(world.lights()).toEqual(Array(5).fill(AMBER))
    world.tell({ mode: 'blocked' })
    expect(world.pattern()).toBe('blocked')
  })

  test('back to default is one short flash of blue', () => {
    const world = openOn({ mode: 'blocked' })
    world.tell({})
    expect(world.pattern()).toBe('default')
    world.wait(flashFor.default)
    expect(world.pattern()).toBe('idle')
  })

  /** Milliseconds until the first light is as bright again as it is at its brightest. */
  const periodOf = (desired: Desired) => {
    const world = openOn(desired)
    const level = Array.from(
      { length: 20_000 },
      (_, ms) => lightsAt({ ...world.state(), heardAt: 1e9 }, world.now() + ms)[0],
    ).map(([red, green, blue]) => red + green + blue)
    const peak = Math.max(...level)
    const peaks = level.flatMap((it, ms) => (it === peak && level[ms - 1] !== peak ? [ms] : []))
    return (peaks[2] ?? 0) - (peaks[1] ?? 0)
  }
  const minutes = (count: number) => count * 60_000

  test('blue goes round faster with age and with the queue', () => {
    const byAge = [0, 3, 11, 31].map((age) => periodOf({ head: headOf(1, minutes(age)), queue_length: 1 }))
    expect(byAge).toEqual([...byAge].sort((one, other) => other - one))
    expect(new Set(byAge).size).toBe(4)
    const byQueue = [1, 2, 3, 6].map((queue_length) => periodOf({ head: headOf(1), queue_length }))
    expect(byQueue).toEqual([...byQueue].sort((one, other) => other - one))
    expect(new Set(byQueue).size).toBe(4)
  })

  test('green flashes slower as the end comes', () => {
    const byRest = [null, minutes(20), minutes(5), minutes(2), 50_000].map((until) =>
      periodOf({ mode: 'released', until }),
    )
    expect(byRest).toEqual([...byRest].sort((one, other) => one - other))
    expect(new Set(byRest).size).toBe(5)
  })
})

type Act =
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'live'; readonly ms: number }
  | { readonly does: 'tell'; readonly desired: Desired }
  | { readonly does: 'greet'; readonly desired: Desired }
  | { readonly does: 'input'; readonly input: Input }

const desired = fc.record(
  {
    mode: fc.constantFrom('default', 'released', 'blocked', 'open'),
    head: fc.option(fc.nat(3).map((number) => headOf(number))),
    queue_length: fc.nat(9),
    until: fc.option(fc.nat(100_000)),
    link: fc.boolean(),
    gate: fc.constantFrom('shop', 'bank'),
    sequence: fc.nat(50),
    answered: fc.record({ counter: fc.nat(3 * 65_536 + 5), ok: fc.boolean() }),
  },
  { requiredKeys: [] },
)
const button = fc.constantFrom('unlock' as const, 'release' as const, 'block' as const)
const noise = fc.oneof(fc.string(), fc.constantFrom('', 'desk', SERVER_NONCE, '1', '{}'))
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ type: fc.constantFrom('down' as const, 'up' as const), button }),
  fc.record({
    type: fc.constant('posted' as const),
    path: fc.constantFrom('/ping' as const, '/unlock' as const),
    outcome: fc.constantFrom(200, 401, 500, 'reset' as const, 'failed' as const),
  }),
  fc.record({
    type: fc.constant('arrived' as const),
    message: fc.record({
      ...{ method: noise, path: fc.oneof(fc.constantFrom('/ping-ack', '/lock'), noise), gadget: noise },
      ...{ session: noise, counter: noise, mac: noise, body: noise },
    }),
  }),
)
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ does: fc.constant('wait' as const), ms: fc.nat(6_000) }),
  fc.record({ does: fc.constant('live' as const), ms: fc.nat(6_000) }),
  fc.record({ does: fc.constant('tell' as const), desired }),
  fc.record({ does: fc.constant('greet' as const), desired }),
  fc.record({ does: fc.constant('input' as const), input }),
)

test.prop([fc.array(act, { maxLength: 50 })])(
  'whatever happens, nothing throws, lights are lights, and amber is what shows when it cannot know',
  (acts) => {
    const world = openWorld()
    for (const it of acts) {
      switch (it.does) {
        case 'wait':
          world.wait(it.ms)
          break
        case 'live':
          world.live(it.ms)
          break
        case 'tell':
          world.tell(it.desired)
          break
        case 'greet':
          world.greet(it.desired)
          break
        case 'input':
          world.put(it.input)
      }
      for (const level of world.lights().flat()) {
        expect(Number.isInteger(level) && level >= 0 && level <= 255).toBe(true)
      }
      const state = world.state()
      const isShort =
        ['refused', 'ignored'].includes(world.pattern()) ||
        (state.pending && world.now() < state.pending.pressedAt + 400)
      if (state.shown && !isSure(state, world.now()) && !isShort) expect(world.lights()).toEqual(Array(5).fill(AMBER))
      expect(dueAt(state)).toBeGreaterThan(world.now())
    }
  },
)
