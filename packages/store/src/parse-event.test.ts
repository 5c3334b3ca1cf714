import { defaultPolicy } from '@boss-deployer/gate'
import { describe, expect, test } from 'vitest'
import { chained, emptyHead } from './chain.ts'
import { StoreDamagedError } from './errors.ts'
import { eventFields } from './event-fields.ts'
import { isObject, parseObject } from './json.ts'
import { parseEvent } from './parse-event.ts'
import { addGate, block, bypass, forgetContext, lock, pass, passed, reject, unlock } from './testing/sayings.ts'
import { ada, ci, type Saying, storyOf } from './testing/story.ts'

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
      groups: ['ops'],
      expiresAt: 5,
    },
  },
  { type: 'change-key', change: { record: 'r', from: 'k1', key: 'k2', pem: 'PEM', endorsement: null } },
  lock('b', { contextDigest: 'digest' }),
  { type: 'nudge', lock: 'b' },
  { type: 'test-lights', gate: 'root', gadget: 'g' },
  reject('b'),
  forgetContext('b'),
  { ...reject('nobody'), press: { gadget: 'g', counter: 1 } },
  lock('c'),
  { ...block(), requestId: 'r2' },
  { ...block(), requestId: 'r3' },
  lock('d'),
  { type: 'set-policy', gate: 'root', policy: { responders: ['ada', 'bob'], bypassNeeds: 2 } },
  bypass('e'),
  { ...bypass('e'), by: { ...ada, id: 'bob' } },
  ...passed('e', { step: 'e' }),
]

// Each story runs for so long that something is due in it: a warning, and an expiry.
const { events } = storyOf(0).decide(everything)
const later = storyOf(20 * 3_600_000).decide([
  { type: 'set-policy', gate: 'root', policy: { responders: ['ada'] } },
  block(),
  bypass('late'),
  { type: 'default', gate: 'nope', reason: null },
  { type: 'default', gate: 'root', reason: null },
  lock('a'),
  lock('b'),
  lock('c'),
]).events
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

  test('that is older than some of its fields is read with what they meant then', () => {
    const all = [...events, ...later]
    const older = stored.map(({ sequence, body }) => {
      const { bypass: _b, lastApproved: _l, bypasses: _m, policy, ...rest } = parseObject(body, 'it')
      const {
        twoKeys: _t,
        responders: _r,
        bypassNeeds: _n,
        bypassExpiresAfterMs: _e,
        ...old
      } = isObject(policy) ? policy : {}
      const isBypass = String(rest.type).startsWith('bypass')
      const now = all[sequence - 1]
      if (isBypass || (now && 'bypass' in now && now.bypass !== null)) return null
      return { sequence, body: JSON.stringify({ ...rest, ...(isObject(policy) && { policy: old }) }) }
    })
    const read = older.flatMap((each) => (each ? parseEvent(each) : []))
    const { twoKeys, responders, bypassNeeds, bypassExpiresAfterMs } = defaultPolicy
    const meant = all.flatMap((event, n) => {
      if (older[n] === null) return []
      if ('policy' in event)
        return { ...event, policy: { ...event.policy, twoKeys, responders, bypassNeeds, bypassExpiresAfterMs } }
      return event.type === 'mode-changed' ? { ...event, bypasses: [] } : event
    })
    expect(read).toEqual(meant)
    expect(read.length).toBeGreaterThan(20)
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
