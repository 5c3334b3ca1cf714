import { describe, expect, test } from 'vitest'
import type { News } from '../link/feed.ts'
import { makeStyle } from '../terminal/style.ts'
import type { GateState, LockView } from '../words/gate.ts'
import { emptyBoard, take } from './board.ts'
import { boardLines } from './lines.ts'

const now = Date.parse('2026-01-31T12:00:00.000Z')
const gate: GateState = {
  ...{ gate: 'shop', status: 'default', effective: 'released', heldBy: 'root', changedAt: null, changedBy: 'anna' },
  ...{ reason: 'release train', until: '2026-01-31T12:30:00.000Z', queueLength: 1, head: null, allowRelease: true },
  ...{ approvals: 1, sequence: 3 },
}
const lock: LockView = {
  ...{ uuid: 'L', gate: 'shop', pipeline: 'p', step: 's', state: 'locked', commit: 'abc', requester: 'ci' },
  ...{ lockedAt: '2026-01-31T11:58:00.000Z', expiresAt: '2026-02-01T11:58:00.000Z', place: 1, votes: [], needed: 2 },
  ...{ approvedBy: null, unlockedAt: null, claimedAt: null, timeLocked: null, note: null, via: null, end: null },
  ...{ context: { commit: 'abc', message: 'fix' }, source: {} },
}
const by = { id: 'anna', name: 'anna', via: 'console', device: null }
const event = (sequence: number) => ({
  sequence,
  type: 'claimed',
  at: '2026-01-31T11:59:00.000Z',
  by,
  lock: 'L',
  gate: 'shop',
})
const news = (...sequences: number[]): News => ({
  ...{ events: sequences.map(event), more: false, sequence: 9, gates: [gate], locks: [lock] },
})
const show = (board: typeof emptyBoard) =>
  boardLines(makeStyle(false), board, { now, url: 'http://x' }).map(({ ansi }) => ansi)

describe('the live view', () => {
  test('shows gates, locks and what happened', () => {
    const lines = show(take(emptyBoard, { type: 'news', news: news(1, 2) }))
    expect(lines).toContain(
      'shop lets every pipeline through, by the order of root, for 30 min more, said anna: release train',
    )
    expect(lines).toContain('2 min  locked 0 of 2  shop  p / s  L  abc, fix')
    expect(lines.filter((line) => line.includes('passes'))).toHaveLength(2)
  })

  test('shows from where a change goes, how two keys stand, and who may pass a block', () => {
    const previous = { lock: 'K', commit: 'aaa', approvedAt: gate.until ?? '' }
    const pressed = [{ id: 'anna', name: 'anna', device: 'desk', until: '2026-01-31T12:00:10.000Z' }]
    const bypass = { bypass: 'B', pipeline: 'p', step: 's', commit: null, reason: 'fire', by: ['sue'], granted: false }
    const gates = [{ ...gate, effective: 'blocked' as const, bypasses: [{ ...bypass, expiresAt: '' }] }]
    const locks = [{ ...lock, previous, twoKeys: { windowMs: 30_000, turned: false, pressed } }]
    const lines = show(take(emptyBoard, { type: 'news', news: { ...news(1), gates, locks } })).join('\n')
    expect(lines).toContain('shop lets nobody through (but by a bypass: p / s once another responder agrees), by the')
    expect(lines).toContain('locked 0 of 2, 1 of 2 keys  shop  p / s  L  aaa..abc, fix')
  })

  test('keeps the newest events, and what it knew while the link is out of reach', () => {
    const many = Array.from({ length: 30 }, (_, index) => index + 1)
    const board = take(take(emptyBoard, { type: 'news', news: news(...many) }), { type: 'lost' })
    expect(board.events.at(-1)?.sequence).toBe(30)
    expect(board.events).toHaveLength(12)
    expect(show(board)[0]).toContain('out of reach')
    expect(board.locks).toEqual([lock])
  })
})
