import { describe, expect, test } from 'vitest'
import { chained, emptyHead } from './chain.ts'
import { StoreDamagedError } from './errors.ts'
import { eventFields } from './event-fields.ts'
import { parseEvent } from './parse-event.ts'
import { addGate, block, lock, pass, reject, unlock } from './testing/sayings.ts'
import { ci, type Saying, storyOf } from './testing/story.ts'

const everything: readonly Saying[] = [
  addGate('shop'),
  { type: 'set-policy', gate: 'shop', policy: { queue: 'newest-wins', approvals: 2 } },
  lock('old', { gate: 'shop' }),
  lock('voted', { gate: 'shop' }),
  unlock('voted'),
  { type: 'cancel', lock: 'voted', by: { ...ci, device: 'd' } },
  ...pass('a', { requestId: 'r1', commit: 'c1' }),
  {
    type: 'use',
    lock: 'a',
    key: 'build 7',
    by: ci,
  },
  { type: 'done', lock: 'a', outcome: 'succeeded', exitCode: 0, by: ci },
  { type: 'guard', gate: 'root', lock: null, state: 'running' },
  {
    type: 'change-access',
    access: {
      kind: 'token',
      change: 'made',
      subject: 'token:ci',
      name: 'ci',
      grants: [{ role: 'pipeline', gate: 'root' }],
      expiresAt: 5,
    },
  },
  lock('b'),
  reject('b'),
  { ...reject('nobody'), press: { gadget: 'g', counter: 1 } },
  lock('c'),
  { ...block(), requestId: 'r2' },
  { ...block(), requestId: 'r3' },
  lock('d'),
]

// Each story runs for so long that something is due in it: a warning, and an expiry.
const { events } = storyOf(0).decide(everything)
const later = storyOf(20 * 3_600_000).decide([lock('a'), lock('b'), lock('c')]).events
const stored = chained(emptyHead, [...events, ...later]).events
const first = { sequence: 1, body: stored[0]?.body ?? '' }
const changed = (change: object): { sequence: number; body: string } => ({
  sequence: 1,
  body: JSON.stringify({ ...JSON.parse(first.body), ...change }),
})

describe('a stored event', () => {
  test('of every type there is is read back as it was', () => {
    expect(stored.map(parseEvent)).toEqual([...events, ...later])
    const types = new Set([...events, ...later].map(({ type }) => type))
    expect([...types].sort()).toEqual(Object.keys(eventFields).sort())
  })

  test('may have fields that this release does not know', () => {
    expect(parseEvent(changed({ mood: 'fine' }))).toMatchObject({ type: 'gate-added', mood: 'fine' })
  })

  test.each([
    ['of an unknown type', changed({ type: 'teleported' }), 'event 1 has no valid \'type\': "teleported"'],
    ['of a type that an object happens to have', changed({ type: 'toString' }), "no valid 'type'"],
    ['without a time', changed({ at: null }), "no valid 'at'"],
    ['by nobody', changed({ by: { id: 'ada' } }), "no valid 'by'"],
    ['without a field of its type', changed({ gate: 7 }), "no valid 'gate'"],
    ['with half a policy', changed({ policy: { approvals: 1 } }), "no valid 'policy'"],
    ['with a broken request', changed({ request: { id: 'r' } }), "no valid 'request'"],
    ['with a broken press', changed({ press: 'hard' }), "no valid 'press'"],
    ['of another place', { ...first, sequence: 2 }, 'event 2 is not at its place'],
    ['that is no JSON', { sequence: 1, body: first.body.slice(1) }, 'event 1 is not JSON'],
    ['that is a list', { sequence: 1, body: '[]' }, 'event 1 is not a JSON object'],
  ])('%s is refused, never half read', (_name, event, message) => {
    expect(() => parseEvent(event)).toThrow(StoreDamagedError)
    expect(() => parseEvent(event)).toThrow(message)
  })
})
