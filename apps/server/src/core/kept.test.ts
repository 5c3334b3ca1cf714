import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Effect, Input, LinkAnswer } from './inputs.ts'
import { admit, recover } from './presses.ts'
import type { Gate, KeptPress, Moment, Press, ServerState } from './state.ts'
import { step } from './step.ts'
import { newGadget } from './view.ts'

const MINUTE = 60_000
const enrolled = (id: string, gate: string) => ({
  ...{ id, name: id, gate },
  ...{ macKey: 'a'.repeat(64), url: 'http://127.0.0.1:1' },
})
const lock = (number: number) => `018f0000-0000-7000-8000-${String(number).padStart(12, '0')}`
const gate = (path: string, more: Partial<Gate> = {}): Gate => ({
  ...{ gate: path, effective: 'default', until: null, queueLength: 0, head: null, sequence: 1, ...more },
})
const waiting = (path: string, number: number) =>
  gate(path, {
    queueLength: 1,
    head: {
      ...{ uuid: lock(number), gate: path, pipeline: 'shop', step: 'production' },
      ...{ by: 'Ada', lockedAt: '2026-01-02T03:04:05.678Z' },
    },
  })

/** A server whose disk and link are lists that the test reads, one world each. */
function openWorld(kept: readonly KeptPress[] = []) {
  let now: Moment = { at: 0, wall: Date.parse('2026-01-02T04:00:00.000Z') }
  const gadgets = [enrolled('desk', 'shop'), enrolled('other', 'shop.production'), enrolled('far', 'bank')]
  let state: ServerState = {
    ...{ name: 'pi', gates: new Map(), primary: null, link: false, presses: [], refused: 0 },
    gadgets: new Map(gadgets.map((it) => [it.id, newGadget(it, 0, now)])),
  }
  const disk = new Map<string, KeptPress>()
  const sent: { readonly press: Press; readonly note: string | null }[] = []
  let isDiskFull = false

  function take({ state: next, effects }: { readonly state: ServerState; readonly effects: readonly Effect[] }) {
    state = next
    for (const effect of effects) {
      if (effect.type === 'send') sent.push(effect)
      if (effect.type === 'forget') disk.delete(`${effect.gadget} ${effect.counter}`)
      if (effect.type !== 'store' || effect.record.type !== 'keep') continue
      const { press } = effect.record.kept
      if (!isDiskFull) disk.set(`${press.gadget} ${press.counter}`, effect.record.kept)
      put({ type: isDiskFull ? 'store-failed' : 'stored', record: effect.record })
    }
  }

  function put(input: Input) {
    take(step(state, input, now))
  }

  take(recover(state, kept, now))
  put({ type: 'tick' })
  return {
    put,
    sent,
    disk,
    state: () => state,
    fillDisk: () => {
      isDiskFull = true
    },
    wait(ms: number, wallMs = ms) {
      now = { at: now.at + ms, wall: now.wall + wallMs }
      put({ type: 'tick' })
    },
    press(gadget: string, counter: number, action: Press['action'], target: string) {
      const about = action === 'unlock' ? { uuid: target } : { gate: target }
      take(admit(state, { gadget, counter, action, ...about, mac: 'c'.repeat(64) }, now))
      put({ type: 'tick' })
    },
    linkUp: (gates = [waiting('shop', 1), waiting('shop.production', 2), waiting('bank', 3)]) =>
      put({ type: 'link-up', gates }),
    linkLost: () => put({ type: 'link-lost' }),
    answer: (gadget: string, counter: number, answer: LinkAnswer) => put({ type: 'answered', gadget, counter, answer }),
    answered: (gadget: string) => state.gadgets.get(gadget)?.view.answered,
    sentNames: () => sent.map(({ press }) => `${press.gadget} ${press.counter} ${press.action}`),
  }
}

describe('a press while the link is there', () => {
  test('is on the disk before it is sent, and forgotten after the answer', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    expect([...world.disk.keys()]).toEqual(['desk 1'])
    expect(world.sent).toMatchObject([{ press: { counter: 1 }, note: null }])
    expect(world.answered('desk')).toBeNull()
    world.answer('desk', 1, 'accepted')
    expect(world.answered('desk')).toEqual({ counter: 1, ok: true })
    expect(world.disk.size).toBe(0)
  })

  test.each(['release', 'default'] as const)('a %s is never on the disk', (action) => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, action, 'shop')
    expect(world.disk.size).toBe(0)
    world.answer('desk', 1, 'unsure')
    expect(world.answered('desk')).toEqual({ counter: 1, ok: false })
    world.wait(MINUTE)
    expect(world.sent).toHaveLength(1)
  })

  test('the same press again is the same press, before and after its answer', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    world.press('desk', 1, 'unlock', lock(1))
    world.answer('desk', 1, 'refused')
    world.press('desk', 1, 'unlock', lock(1))
    expect(world.sent).toHaveLength(1)
    expect(world.state().presses).toEqual([])
    expect(world.answered('desk')).toEqual({ counter: 1, ok: false })
  })

  test('an unlock without an answer goes again, and is given up while its boss looks on', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      world.answer('desk', 1, 'unsure')
      world.wait(5_000)
    }
    expect(world.sent).toHaveLength(3)
    expect(world.answered('desk')).toEqual({ counter: 1, ok: false })
    expect(world.disk.size).toBe(0)
  })

  test('two presses of one gadget go one after the other', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    world.press('desk', 2, 'unlock', lock(1))
    world.press('other', 1, 'unlock', lock(2))
    expect(world.sentNames()).toEqual(['desk 1 unlock', 'other 1 unlock'])
    world.answer('desk', 1, 'unsure')
    expect(world.sent).toHaveLength(2)
    world.wait(1_000)
    world.answer('desk', 1, 'refused')
    expect(world.sentNames().slice(2)).toEqual(['desk 1 unlock', 'desk 2 unlock'])
  })

  test('a block without an answer is never given up', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'block', 'shop')
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      world.answer('desk', 1, 'unsure')
      world.wait(5_000)
    }
    expect(world.sent).toHaveLength(6)
  })

  test('with a full disk it is passed on all the same', () => {
    const world = openWorld()
    world.fillDisk()
    world.linkUp()
    world.press('desk', 1, 'block', 'shop')
    expect(world.sentNames()).toEqual(['desk 1 block'])
  })

  test('a block overtakes a press that waits, and one that is under way is not sent again', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    world.press('desk', 2, 'release', 'shop')
    world.press('desk', 3, 'block', 'shop')
    world.answer('desk', 1, 'unsure')
    world.wait(MINUTE)
    expect(world.sentNames()).toEqual(['desk 1 unlock', 'desk 3 block'])
  })
})

describe('a press while the link is away', () => {
  const away = () => {
    const world = openWorld()
    world.linkUp()
    world.linkLost()
    return world
  }

  test('an unlock of a lock that was shown is kept, and delivered once with its time', () => {
    const world = away()
    world.press('desk', 1, 'unlock', lock(1))
    expect(world.sent).toEqual([])
    expect(world.answered('desk')).toEqual({ counter: 1, ok: true })
    world.wait(MINUTE)
    world.linkUp()
    world.wait(1)
    expect(world.sent).toMatchObject([{ press: { counter: 1 }, note: 'pressed_at 2026-01-02T04:00:00.000Z' }])
    world.answer('desk', 1, 'accepted')
    world.linkLost()
    world.linkUp()
    expect(world.sent).toHaveLength(1)
  })

  test.each([
    ['release', 'shop'],
    ['default', 'shop'],
    ['unlock', lock(9)],
  ] as const)('%s of %s is refused', (action, target) => {
    const world = away()
    world.press('desk', 1, action, target)
    expect(world.answered('desk')).toEqual({ counter: 1, ok: false })
    world.linkUp()
    expect(world.sent).toEqual([])
  })

  test('the block goes first; it drops the unlocks below its gate, and no others', () => {
    const world = away()
    world.press('other', 1, 'unlock', lock(2))
    world.press('far', 1, 'unlock', lock(3))
    world.press('desk', 1, 'unlock', lock(1))
    world.press('desk', 2, 'block', 'shop')
    world.press('desk', 3, 'unlock', lock(1))
    expect(world.answered('desk')).toEqual({ counter: 3, ok: false })
    world.linkUp()
    expect(world.sentNames()).toEqual(['desk 2 block', 'far 1 unlock'])
  })

  test.each([
    ['10 minutes', 10 * MINUTE, 1],
    ['more than 10 minutes', 10 * MINUTE + 1, 0],
    ['no time, as a clock that was turned back says', -2 * MINUTE, 0],
  ])('an unlock that is %s old', (_, age, times) => {
    const world = away()
    world.press('desk', 1, 'unlock', lock(1))
    world.wait(Math.abs(age), age)
    world.linkUp()
    expect(world.sent).toHaveLength(times)
    expect(world.disk.size).toBe(times)
  })

  test('a block is never too old', () => {
    const world = away()
    world.press('desk', 1, 'block', 'shop')
    world.wait(100 * MINUTE)
    world.linkUp()
    expect(world.sent).toMatchObject([{ note: 'pressed_at 2026-01-02T04:00:00.000Z' }])
  })

  test('the same wish twice is kept once', () => {
    const world = away()
    world.press('desk', 1, 'unlock', lock(1))
    world.press('desk', 2, 'unlock', lock(1))
    expect(world.disk.size).toBe(1)
    expect(world.answered('desk')).toEqual({ counter: 2, ok: true })
  })

  test('with a full disk it is refused', () => {
    const world = away()
    world.fillDisk()
    world.press('desk', 1, 'unlock', lock(1))
    expect(world.answered('desk')).toEqual({ counter: 1, ok: false })
  })

  test('one that was under way when the link was lost is kept', () => {
    const world = openWorld()
    world.linkUp()
    world.press('desk', 1, 'unlock', lock(1))
    world.linkLost()
    world.answer('desk', 1, 'unsure')
    expect(world.answered('desk')).toEqual({ counter: 1, ok: true })
    world.linkUp()
    world.wait(1_000)
    expect(world.sentNames()).toEqual(['desk 1 unlock', 'desk 1 unlock'])
  })
})

describe('after a start', () => {
  const kept = (counter: number, action: 'unlock' | 'block'): KeptPress => ({
    press: {
      ...{ gadget: 'desk', counter, action, mac: 'c'.repeat(64) },
      ...(action === 'unlock' ? { uuid: lock(1) } : { gate: 'shop' }),
    },
    gate: 'shop',
    pressedAt: Date.parse('2026-01-02T03:59:00.000Z'),
  })

  test('a press that was under way when the server was killed is delivered', () => {
    const world = openWorld([kept(1, 'unlock')])
    world.press('desk', 1, 'unlock', lock(1))
    world.linkUp()
    expect(world.sent).toMatchObject([{ press: { counter: 1 }, note: 'pressed_at 2026-01-02T03:59:00.000Z' }])
  })

  test('a kept block drops kept unlocks that a kill left behind', () => {
    const world = openWorld([kept(1, 'unlock'), kept(2, 'block')])
    world.linkUp()
    expect(world.sentNames()).toEqual(['desk 2 block'])
  })
})

type Act =
  | { readonly does: 'press'; readonly gadget: string; readonly action: Press['action']; readonly target: number }
  | { readonly does: 'again'; readonly which: number }
  | { readonly does: 'up' | 'lost' | 'kill' }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'answer'; readonly answer: LinkAnswer }

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    does: fc.constant('press' as const),
    gadget: fc.constantFrom('desk', 'other', 'far'),
    action: fc.constantFrom('unlock', 'release', 'block', 'default'),
    target: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ does: fc.constant('again' as const), which: fc.nat(5) }),
  fc.record({ does: fc.constantFrom('up' as const, 'lost' as const, 'kill' as const) }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.nat(3 * MINUTE) }),
  fc.record({
    does: fc.constant('answer' as const),
    answer: fc.constantFrom('accepted' as const, 'refused' as const, 'unsure' as const),
  }),
)

test.prop([fc.array(act, { maxLength: 60 })])(
  'whatever happens, no press is under way twice, and none is sent again once the link has answered it',
  (acts) => {
    let world = openWorld()
    let counter = 0
    let seen = 0
    const made: (readonly [string, number, Press['action'], string])[] = []
    let underWay: string[] = []
    const over = new Set<string>()
    const look = () => {
      for (const { press } of world.sent.slice(seen)) {
        const name = `${press.gadget} ${press.counter}`
        expect(underWay).not.toContain(name)
        expect(over).not.toContain(name)
        underWay.push(name)
      }
      seen = world.sent.length
    }
    for (const it of acts) {
      switch (it.does) {
        case 'press': {
          counter += 1
          const home = { desk: 'shop', other: 'shop.production', far: 'bank' }[it.gadget] ?? 'shop'
          const press = [it.gadget, counter, it.action, it.action === 'unlock' ? lock(it.target) : home] as const
          made.push(press)
          world.press(...press)
          break
        }
        case 'again': {
          const press = made.at(-1 - it.which)
          if (press) world.press(...press)
          break
        }
        case 'up':
          world.linkUp()
          break
        case 'lost':
          world.linkLost()
          break
        case 'wait':
          world.wait(it.ms)
          break
        case 'answer': {
          const name = underWay.shift()
          if (name === undefined) break
          const [gadget = '', number = ''] = name.split(' ')
          if (it.answer !== 'unsure') over.add(name)
          world.answer(gadget, Number(number), it.answer)
          break
        }
        case 'kill': {
          const { disk } = world
          world = openWorld([...disk.values()])
          for (const [key, kept] of disk) world.disk.set(key, kept)
          // What the link was told before is not answered any more; a gadget does not ask about a press of long ago.
          underWay = []
          made.length = 0
          seen = 0
          break
        }
      }
      look()
    }
  },
)
