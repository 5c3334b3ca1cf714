import { fc, test as property } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { createHub, type Order, person } from '../testing/hub.ts'
import { reduce } from './reduce.ts'
import { emptyView, type Told, type View } from './view.ts'

const gates = ['root', 'shop', 'shop.production', 'pay']
const gate = fc.constantFrom(...gates)
const ids = Array.from({ length: 8 }, (_, index) => `00000000-0000-7000-8000-00000000000${index}`)
const lock = fc.constantFrom(...ids)
const reason = fc.constantFrom(null, 'because')

const order = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.record({ type: fc.constant('lock'), lock, gate, pipeline: fc.constantFrom('shop', 'pay') }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('unlock'), lock, note: reason }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('reject'), lock, reason }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel'), lock }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('claim'), lock, gate: fc.constant(null), commit: fc.constant(null) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('release'),
        gate,
        until: fc.constant('policy'),
        approvePending: fc.boolean(),
        reason,
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('block', 'default'), gate, reason }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('set-policy'),
        gate,
        policy: fc.record({ approvals: fc.constantFrom(1, 2) }),
      }),
    },
  )
  .map((it) =>
    it.type === 'lock'
      ? {
          ...it,
          pipelineKey: it.pipeline,
          step: 'deploy',
          commit: null,
          requestedBy: null,
          hold: true,
          contextDigest: null,
        }
      : it,
  ) as fc.Arbitrary<Order>

const step = fc.record({
  order,
  by: fc.constantFrom(person('ada'), person('bo'), person('cy')),
  after: fc.constantFrom(1, 1_000, 20 * 60_000, 2 * 60 * 60_000),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const story = fc.array(step, { maxLength: 40 })

/** A hub with the tree of gates and everything its console heard while the story happened. */
function told(steps: readonly Step[]) {
  const hub = createHub()
  let now = Date.parse('2026-01-02T03:04:05Z')
  for (const path of gates.slice(1)) hub.run(person('ops'), now, { type: 'add-gate', gate: path, policy: {} })
  const first = hub.sync(0)
  const heard: Told[] = []
  hub.listen((message) => heard.push(message))
  for (const { order, by, after } of steps) {
    now += after
    hub.run(by, now, order)
  }
  return { hub, first, heard, start: reduce(emptyView, { channel: 'sync', message: first, isFirst: true }) }
}

const fresh = (hub: ReturnType<typeof told>['hub']): View =>
  reduce(emptyView, { channel: 'sync', message: hub.sync(0), isFirst: true })

/** What messages tell; what only a sync tells is left out on both sides. */
const toldOf = ({ gates: all, locks }: View) => ({
  gates: all.map((gate) => ({ ...gate, sequence: null })),
  locks: locks.map((lock) => ({
    ...lock,
    expiresAt: lock.state === 'locked' ? lock.expiresAt : null,
    voters: lock.voters.map(({ name }) => name),
  })),
})

describe('the view', () => {
  property.prop([story])('after any messages is what a fresh sync tells', (steps) => {
    const { hub, heard, start } = told(steps)
    expect(toldOf(heard.reduce(reduce, start))).toEqual(toldOf(fresh(hub)))
  })

  property.prop([story])('is the same when every message comes twice', (steps) => {
    const { hub, heard, start } = told(steps)
    const twice = heard.flatMap((message) => [message, message])
    expect(toldOf(twice.reduce(reduce, start))).toEqual(toldOf(fresh(hub)))
  })

  property.prop([story, fc.infiniteStream(fc.boolean())])(
    'heals at the next sync whatever messages were lost',
    (steps, coin) => {
      const { hub, first, heard, start } = told(steps)
      const view = heard.filter(() => coin.next().value).reduce(reduce, start)
      const healed = reduce(view, { channel: 'sync', message: hub.sync(first.sequence), isFirst: false })
      expect({ ...healed, endings: null }).toEqual({ ...fresh(hub), endings: null })
    },
  )

  property.prop([story])('knows how every lock ended that it saw open', (steps) => {
    const { hub, first, heard, start } = told(steps)
    const seen = new Set(heard.flatMap((it) => (it.channel === 'lock' ? [it.message.uuid] : [])))
    const live = heard.reduce(reduce, start)
    const open = new Set(live.locks.map(({ uuid }) => uuid))
    for (const uuid of seen) expect(open.has(uuid) || live.endings.has(uuid)).toBe(true)
    const missed = reduce(
      { ...live, locks: [...start.locks] },
      { channel: 'sync', message: hub.sync(first.sequence), isFirst: true },
    )
    for (const ending of missed.endings.values()) expect(ending.state).not.toBe('gone')
  })
})
