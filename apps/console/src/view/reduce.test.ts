import { describe, expect, test } from 'vitest'
import { reduce } from './reduce.ts'
import { emptyView, type GateView, type OpenLock, type Told, type View } from './view.ts'

const uuid = '00000000-0000-7000-8000-000000000001'
const at = '2026-01-02T03:04:05.000Z'

const root: GateView = {
  gate: 'root',
  status: 'default',
  effective: 'default',
  heldBy: 'root',
  changedAt: null,
  changedBy: null,
  reason: null,
  until: null,
  queueLength: 1,
  head: null,
  allowRelease: true,
  approvals: 2,
  sequence: 5,
}

const lock: OpenLock = {
  uuid,
  gate: 'root',
  pipeline: 'shop',
  step: 'deploy',
  commit: null,
  context: {},
  source: {},
  lockedAt: at,
  unlockedAt: null,
  note: null,
  place: 1,
  state: 'locked',
  voters: [],
  votes: 0,
  needed: 2,
  approvedBy: null,
  requester: 'ci',
  expiresAt: at,
  nudgedAt: null,
}

const view: View = { ...emptyView, sequence: 5, gates: [root], locks: [lock] }
const bo = { id: 'person:bo', name: 'Bo', via: 'console', device: null }
const of = { uuid, gate: 'root' }
const by = { by: 'Bo', reason: 'late', at }

describe('a message about a lock', () => {
  test.each<[string, Told, Partial<OpenLock>]>([
    [
      'vote counts it',
      { channel: 'vote', message: { ...of, by: 'Bo', votes: 1, needed: 2, mayVote: null } },
      { votes: 1, voters: [{ id: null, name: 'Bo' }] },
    ],
    [
      'unlock keeps it, with who did it',
      {
        channel: 'unlock',
        message: {
          ...of,
          approvedBy: 'Bo',
          approvers: [bo],
          unlockedAt: at,
          timeLocked: 1,
          via: 'console',
          note: 'ok',
        },
      },
      { state: 'unlocked', approvedBy: 'Bo', note: 'ok', place: 0, expiresAt: null },
    ],
    ['warning moves its end', { channel: 'warning', message: { ...of, expiresAt: 'later' } }, { expiresAt: 'later' }],
    [
      'the same lock again keeps what was known',
      {
        channel: 'lock',
        message: {
          ...of,
          ...{ pipeline: 'shop', step: 'deploy', context: {}, source: {}, requester: 'ci' },
          ...{ lockedAt: at, expiresAt: at, queueLength: 1 },
        },
      },
      { requester: 'ci', expiresAt: at },
    ],
  ])('%s', (_, told, expected) => {
    expect(reduce(view, told).locks).toMatchObject([expected])
  })

  test.each<[string, Told, object]>([
    [
      'reject',
      { channel: 'reject', message: { ...of, rejectedBy: 'Bo', reason: 'late', rejectedAt: at } },
      { state: 'rejected', by: 'Bo', reason: 'late' },
    ],
    [
      'killed',
      { channel: 'ended', message: { ...of, ...by, state: 'killed' } },
      { state: 'killed', by: 'Bo', reason: 'late' },
    ],
    [
      'expired',
      { channel: 'ended', message: { ...of, ...by, state: 'expired' } },
      { state: 'expired', by: 'Bo', reason: 'late' },
    ],
    [
      'cancelled',
      { channel: 'ended', message: { ...of, ...by, state: 'cancelled' } },
      { state: 'cancelled', by: 'Bo', reason: 'late' },
    ],
    [
      'superseded',
      { channel: 'ended', message: { ...of, ...by, state: 'superseded' } },
      { state: 'superseded', by: 'Bo', reason: 'late' },
    ],
    ['claimed', { channel: 'claimed', message: { ...of, at } }, { state: 'claimed', by: null, reason: null }],
  ])('%s ends it and remembers how', (_, told, ending) => {
    const after = reduce(view, told)
    expect(after.locks).toEqual([])
    expect(after.endings.get(uuid)).toEqual(ending)
  })
})

describe('a message about a gate', () => {
  test('replaces what was known', () => {
    const blocked = { ...root, status: 'blocked', effective: 'blocked', sequence: 6 } as const
    expect(reduce(view, { channel: 'gate', message: blocked })).toMatchObject({ sequence: 6, gates: [blocked] })
  })

  test('that is older than what is known changes nothing', () => {
    expect(reduce(view, { channel: 'gate', message: { ...root, status: 'blocked', sequence: 4 } })).toBe(view)
  })

  test('puts a new gate in its place in the tree', () => {
    const added = ['shop.production', 'shop-two', 'shop'].reduce(
      (at, gate) => reduce(at, { channel: 'gate', message: { ...root, gate, sequence: 6 } }),
      view,
    )
    expect(added.gates.map(({ gate }) => gate)).toEqual(['root', 'shop', 'shop.production', 'shop-two'])
  })

  test('of which nothing is known yet waits for the gate itself', () => {
    const message = {
      status: 'blocked',
      changedAt: at,
      gate: 'pay',
      effective: 'blocked',
      changedBy: 'Bo',
      reason: null,
      until: null,
    } as const
    expect(reduce(view, { channel: 'status', message })).toBe(view)
  })

  test('says who turned it', () => {
    const message = {
      status: 'blocked',
      changedAt: at,
      gate: 'root',
      effective: 'blocked',
      changedBy: 'Bo',
      reason: 'fire',
      until: null,
    } as const
    expect(reduce(view, { channel: 'status', message }).gates).toMatchObject([
      { effective: 'blocked', changedBy: 'Bo', reason: 'fire' },
    ])
  })
})

describe('a sync', () => {
  const message = { sequence: 4, events: [], more: false, gates: [], locks: [] }

  test('that is older than what messages told is dropped', () => {
    expect(reduce(view, { channel: 'sync', message, isFirst: false })).toBe(view)
  })

  test('after a connection holds, even of a link that was set back', () => {
    const after = reduce(view, { channel: 'sync', message, isFirst: true })
    expect(after).toMatchObject({ sequence: 4, gates: [], locks: [] })
    expect(after.endings.get(uuid)?.state).toBe('gone')
  })
})
