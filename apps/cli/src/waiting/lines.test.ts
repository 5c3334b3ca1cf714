import type { Progress, Waited } from '@boss-deployer/client'
import { describe, expect, test } from 'vitest'
import { makeStyle } from '../terminal/style.ts'
import { askedLine, keyOf, lastLines, waitingLine } from './lines.ts'

const style = makeStyle(false)
const uuid = '01890a5d-ac96-774b-bcce-b302099a8057'
const progress = {
  connection: 'connected',
  uuid,
  gate: 'shop.production',
  place: 2,
  votes: 0,
  needed: 1,
  waitedMs: 65_000,
} as const satisfies Progress
const face = { face: 'http://127.0.0.1:3001' }

describe('while it waits', () => {
  test('it says the time, who is asked, its place and where to press, and once which lock', () => {
    expect(waitingLine(style, progress, face).ansi).toBe(
      'waiting  1 min 5 s for the boss of shop.production, place 2, press http://127.0.0.1:3001',
    )
    expect(askedLine(style, progress).ansi).toBe(`asked    gate shop.production, lock ${uuid}`)
  })

  test('it fits a terminal of 80 columns', () => {
    const local = waitingLine(style, { ...progress, gate: 'root' }, face)
    expect(local.ansi.length).toBeLessThan(80)
  })

  test('it says how many of several approvals there are', () => {
    const some = waitingLine(style, { ...progress, place: 1, votes: 1, needed: 2 }, { face: null })
    expect(some.ansi).toContain('place 1, 1 of 2 approvals')
  })

  test('it says when the link is out of reach', () => {
    expect(waitingLine(style, { ...progress, connection: 'lost' }, face).ansi).toContain('out of reach')
  })

  test('time alone is no change', () => {
    expect(keyOf({ ...progress, waitedMs: 1 })).toBe(keyOf(progress))
    expect(keyOf({ ...progress, place: 1 })).not.toBe(keyOf(progress))
  })
})

const end = { uuid, lock: null, by: 'anna', note: 'not \u001b[31mtoday', waitedMs: 4_000, error: null }
const error = { code: 'unavailable', message: 'the cancel did not reach the link' } as const

describe('the last line says who, how long and what next', () => {
  test.each<[Waited, RegExp]>([
    [{ ...end, outcome: 'passed', claimedAt: '' }, /^passed {2}let through by anna after 4 s: not \\u\{1b\}\[31mtoday/],
    [{ ...end, outcome: 'rejected' }, /^rejected {2}said no by anna after 4 s: not/],
    [{ ...end, outcome: 'killed' }, /^blocked {2}the gate was blocked by anna after 4 s/],
    [{ ...end, outcome: 'expired', note: null }, /^expired {2}nobody decided in time after 4 s \(lock/],
    [{ ...end, outcome: 'cancelled' }, /^cancelled {2}nobody is asked any more after 4 s \(lock/],
    [{ ...end, outcome: 'cancelled', error }, /may not have heard it/],
    [{ ...end, outcome: 'superseded' }, /^superseded/],
    [{ ...end, outcome: 'timed-out' }, /^timed out {2}nobody decided after 4 s; the lock is cancelled/],
    [{ ...end, outcome: 'unreachable' }, /^unreachable/],
  ])('%#: %j', (waited, expected) => {
    const [first, next] = lastLines(style, waited)
    expect(first?.ansi).toMatch(expected)
    expect(next?.ansi).toMatch(/^ {2}next: \w/)
  })
})
