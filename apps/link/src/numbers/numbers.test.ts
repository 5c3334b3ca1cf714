import {
  type Actor,
  apply,
  type Command,
  type Event,
  effectiveOf,
  evolve,
  initialState,
  isAtOrBelow,
  type State,
} from '@boss-deployer/gate'
import { memoryStore } from '@boss-deployer/store'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchOf } from '../execute/batch.ts'
import type { Outcome } from './book.ts'
import { calendarOf } from './calendar.ts'
import { readCounted } from './read.ts'
import { summed } from './waits.ts'

const START = Date.parse('2030-01-04T15:00:00.000Z')
const MINUTE = 60_000
const gates = ['root', 'shop', 'shop.test', 'blog']
const ids = Array.from({ length: 30 }, (_, place) => `lock-${place}`)
const actor = (id: string): Actor => ({ id, name: id.toUpperCase(), via: 'console', device: null, groups: [] })

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
type Saying = DistributiveOmit<Command, 'by' | 'at' | 'requestId' | 'press'>

const someLock = fc.constantFrom(...ids)
const someGate = fc.constantFrom(...gates)
const asking = (lock: string, gate: string): Saying => ({
  ...{ type: 'lock', lock, gate, pipeline: 'shop', pipelineKey: 'shop', step: 'deploy' },
  ...{ commit: null, requestedBy: null, hold: true, contextDigest: null },
})
const about = <T extends string>(type: T) => someLock.map((lock) => ({ type, lock }))
const someSaying: fc.Arbitrary<Saying> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(someLock, someGate).map(([lock, gate]) => asking(lock, gate)) },
  { weight: 3, arbitrary: someLock.map((lock): Saying => ({ type: 'unlock', lock, note: null })) },
  someLock.map((lock): Saying => ({ type: 'reject', lock, reason: 'no' })),
  about('cancel'),
  someLock.map((lock): Saying => ({ type: 'claim', lock, gate: null, commit: null })),
  someGate.map((gate): Saying => ({ type: 'block', gate, reason: 'fire' })),
  someGate.map((gate): Saying => ({ type: 'default', gate, reason: null })),
  someGate.map((gate): Saying => ({ type: 'release', gate, until: 'policy', approvePending: true, reason: 'night' })),
)
const someSteps = fc.array(
  fc.record({
    saying: someSaying,
    by: fc.constantFrom<string>('ada', 'bob', 'pip'),
    after: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 * 60 })).map((many) => many * MINUTE),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
)

/** A record of what was said, and its events, oldest first. */
async function told(steps: typeof someSteps extends fc.Arbitrary<infer T> ? T : never) {
  const store = memoryStore()
  const events: Event[] = []
  let state: State = initialState
  const tell = async (command: Command) => {
    const applied = apply(state, command)
    await store.append(state.sequence, batchOf(applied.state, applied.events, []))
    state = applied.state
    events.push(...applied.events)
  }
  const said = (at: number, by: string) => ({ at, by: actor(by), requestId: null, press: null })
  for (const gate of gates.slice(1)) await tell({ ...said(START, 'ada'), type: 'add-gate', gate, policy: {} })
  let at = START
  for (const { saying, by, after } of steps) {
    at += after
    await tell({ ...said(at, by), ...saying })
  }
  return { store, state, events, end: at }
}

/** The same by following every lock from its beginning, and the state through every minute. */
function countNaively(events: readonly Event[], span: { from: number; until: number }, top: string) {
  const outcomes: Partial<Record<Outcome, number>> = {}
  const waits: number[] = []
  const asked = new Map<string, Extract<Event, { type: 'locked' }>>()
  const answered = new Set<string>()
  const note = (gate: string, at: number, outcome: Outcome) => {
    const isCounted = at >= span.from && at < span.until && isAtOrBelow(gate, top)
    if (isCounted) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    return isCounted
  }
  for (const event of events) {
    if (event.type === 'locked') asked.set(event.lock, event)
    if (event.type === 'refused') note(event.gate, event.at, 'refused')
    const locks = event.type === 'mode-changed' ? event.killed : 'lock' in event && event.lock ? [event.lock] : []
    for (const lock of locks) {
      const { gate, at } = asked.get(lock) ?? { gate: '', at: 0 }
      if (answered.has(lock)) continue
      const outcome = outcomeOf(event)
      if (outcome === null) continue
      answered.add(lock)
      const isCounted = note(gate, event.at, outcome)
      if (isCounted && (outcome === 'unlocked' || outcome === 'rejected')) waits.push(event.at - at)
    }
  }
  return { outcomes, waits }
}

const ends: readonly string[] = ['rejected', 'expired', 'cancelled', 'superseded'] satisfies readonly Outcome[]
const isEnd = (type: string): type is 'rejected' | 'expired' | 'cancelled' | 'superseded' => ends.includes(type)

function outcomeOf(event: Event): Outcome | null {
  if (event.type === 'unlocked') return event.votes[0]?.via === 'release' ? 'released' : 'unlocked'
  if (event.type === 'mode-changed') return 'killed'
  return isEnd(event.type) ? event.type : null
}

function blockedNaively(events: readonly Event[], span: { from: number; until: number }, gate: string): number {
  let state: State = initialState
  let blocked = 0
  const moments = [...events.map(({ at }) => at).filter((at) => at > span.from && at < span.until), span.until]
  let last = span.from
  let next = 0
  for (const moment of moments) {
    for (; (events[next]?.at ?? Number.POSITIVE_INFINITY) <= last; next += 1) {
      const event = events[next]
      if (event) state = evolve(state, event)
    }
    if (effectiveOf(state, gate).mode === 'blocked') blocked += moment - last
    last = moment
  }
  return blocked
}

const utc = calendarOf('UTC') ?? (() => ({ day: '', isWorkingTime: false }))
const giveWay = async () => undefined

describe('what a span comes to', () => {
  test('is what following every lock and every minute of it comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        someSteps,
        fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })),
        someGate,
        async (steps, [one, other], top) => {
          const { store, state, events, end } = await told(steps)
          const at = (part: number) => START + Math.round(((end - START) * part) / 100)
          const span = { from: at(Math.min(one, other)), until: at(Math.max(one, other)) + 1 }
          const options = { ...span, now: end, calendar: utc, tops: [top], mostEvents: 1_000, giveWay }
          const { book, blockedMs, isWhole } = await readCounted(store, state, options)
          const naive = countNaively(events, span, top)
          const counted = Object.entries(book.all.outcomes).filter(([, count]) => count > 0)
          expect(Object.fromEntries(counted)).toEqual(naive.outcomes)
          expect(book.all.waits.toSorted((a, b) => a - b)).toEqual(naive.waits.toSorted((a, b) => a - b))
          expect(isWhole).toBe(true)
          for (const gate of gates.filter((each) => isAtOrBelow(each, top)))
            expect(blockedMs(gate)).toBe(blockedNaively(events, { ...span, until: Math.min(span.until, end) }, gate))
        },
      ),
      { numRuns: 150 },
    )
  }, 60_000)

  test('where more lies in it than is counted, is that of the newest, and says since when', async () => {
    const steps = ids.map((lock) => ({ saying: asking(lock, 'shop'), by: 'pip', after: MINUTE }))
    const { store, state, end } = await told(steps)
    const options = { from: START, until: end + 1, now: end, calendar: utc, tops: ['root'], mostEvents: 3, giveWay }
    const { from, isWhole } = await readCounted(store, state, options)
    expect({ from, isWhole }).toEqual({ from: end - 2 * MINUTE, isWhole: false })
  })
})

describe('working hours', () => {
  const isWork = (zone: string, at: string) => calendarOf(zone)?.(Date.parse(at)).isWorkingTime
  test.each([
    ['UTC', '2030-01-04T08:59:59.999Z', false],
    ['UTC', '2030-01-04T09:00:00.000Z', true],
    ['UTC', '2030-01-04T17:59:59.999Z', true],
    ['UTC', '2030-01-04T18:00:00.000Z', false],
    ['UTC', '2030-01-05T12:00:00.000Z', false],
    ['UTC', '2030-01-06T12:00:00.000Z', false],
    ['Europe/Madrid', '2030-07-05T07:00:00.000Z', true],
    ['Europe/Madrid', '2030-01-04T07:00:00.000Z', false],
    ['Asia/Kathmandu', '2030-01-04T03:15:00.000Z', true],
    ['Asia/Kathmandu', '2030-01-04T03:14:00.000Z', false],
  ])('in %s, at %s: %s', (zone, at, is) => {
    expect(isWork(zone, at)).toBe(is)
  })

  test('a day is one of the zone', () => {
    expect(calendarOf('Pacific/Auckland')?.(Date.parse('2030-01-04T12:00:00.000Z')).day).toBe('2030-01-05')
    expect(calendarOf('Nowhere/None')).toBeNull()
  })
})

test('median and 95th percentile are by nearest rank', () => {
  expect(summed([])).toEqual({ count: 0, medianMs: null, p95Ms: null })
  expect(summed([5])).toEqual({ count: 1, medianMs: 5, p95Ms: 5 })
  expect(summed([40, 10, 30, 20])).toEqual({ count: 4, medianMs: 20, p95Ms: 40 })
  expect(summed(Array.from({ length: 100 }, (_, place) => 100 - place))).toEqual({
    count: 100,
    medianMs: 50,
    p95Ms: 95,
  })
})
