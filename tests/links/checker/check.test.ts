import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { check } from './check.ts'
import type { Command, Observation } from './observation.ts'

type Bare = Readonly<Record<string, unknown>> & { readonly type: string }

/** A history that is whole: numbered and chained. */
function exported(events: readonly Bare[]): string {
  let previous = '0'.repeat(64)
  return events
    .map((event, index) => {
      const line = JSON.stringify({ gate: 'root', request: null, ...event, sequence: index + 1, previous })
      previous = createHash('sha256').update(line).digest('hex')
      return `${line}\n`
    })
    .join('')
}

const asked = (at: number, id: string, command: Command): Observation => ({
  client: 'c',
  at,
  kind: 'asked',
  id,
  command,
})
const answered = (
  at: number,
  id: string,
  over: Partial<Extract<Observation, { kind: 'answered' }>> = {},
): Observation => ({
  ...{ client: 'c', at, kind: 'answered', id, refused: null, lock: null, state: null },
  ...over,
})

const locked: Bare = { type: 'locked', lock: 'a', request: { id: 'r1' } }
const unlocked: Bare = { type: 'unlocked', lock: 'a', request: { id: 'r2' } }
const claimed: Bare = { type: 'claimed', lock: 'a' }
const blocked: Bare = { type: 'mode-changed', to: 'blocked', killed: [], request: { id: 'r3' } }
const released: readonly Bare[] = [
  { type: 'gate-added', gate: 'shop' },
  { type: 'mode-changed', gate: 'shop', to: 'released' },
]
const passing = [locked, unlocked, claimed, blocked]
const seen: readonly Observation[] = [
  asked(1, 'q1', { type: 'lock', request_id: 'r1', gate: 'root' }),
  answered(2, 'q1', { lock: 'a' }),
  asked(3, 'q2', { type: 'unlock', request_id: 'r2', lock: 'a' }),
  answered(4, 'q2'),
  asked(5, 'q3', { type: 'claim', lock: 'a' }),
  answered(6, 'q3'),
  asked(7, 'q4', { type: 'status', request_id: 'r3', gate: 'root', status: 'blocked' }),
  answered(8, 'q4'),
  { client: 'w', at: 9, kind: 'heard', channel: 'claimed', lock: 'a', state: null },
  { client: 'w', at: 10, kind: 'saw', gates: { root: 'blocked' }, open: [] },
]
const rejects: readonly Observation[] = ['5', '6'].flatMap((name) => [
  asked(Number(name), `q${name}`, { type: 'reject', request_id: `r${name}`, lock: 'a' }),
  answered(Number(name), `q${name}`),
])

describe('the checker', () => {
  test('finds nothing where everybody saw what the history has', () => {
    expect(check(seen, exported(passing))).toEqual([])
  })

  test('finds nothing where a block ended the release below it', () => {
    const saw: Observation = { client: 'w', at: 1, kind: 'saw', gates: { root: 'blocked', shop: 'default' }, open: [] }
    expect(check([saw], exported([...released, { ...blocked, ended: ['shop'] }]))).toEqual([])
  })

  test('finds nothing where two reject the same lock', () => {
    const rejected: Bare = { type: 'rejected', lock: 'a', request: { id: 'r5' } }
    const again: Bare = { type: 'unchanged', lock: 'a', request: { id: 'r6' } }
    expect(check(rejects, exported([locked, rejected, again]))).toEqual([])
  })

  test.each<[string, readonly Bare[], readonly Observation[], RegExp]>([
    [
      'a reject that changed nothing of a lock that is not rejected',
      [locked, unlocked, { type: 'unchanged', lock: 'a', request: { id: 'r6' } }],
      rejects.slice(2),
      /q6 .*the lock is unlocked/,
    ],
    ['a block that leaves a release below', [...released, blocked], [], /leaves 1 releases below/],
    [
      'the end of a release that is none',
      [{ ...blocked, ended: ['shop'] }],
      [],
      /ends a release of shop, which is unknown/,
    ],
    [
      'a decision that was acknowledged and is lost',
      [locked, unlocked, blocked],
      seen.slice(0, 6),
      /q3 .*does not have it/,
    ],
    ['a request that was done twice', [locked, { ...locked, lock: 'b' }], [], /both of the request r1/],
    ['a lock that was claimed twice', [locked, unlocked, claimed, claimed], [], /claimed of a, which is claimed/],
    ['a claim without an unlock', [locked, claimed], [], /claimed of a, which is locked/],
    [
      'a claim below a blocked gate',
      [locked, unlocked, { ...blocked, killed: [] }, claimed],
      [],
      /passes a blocked gate/,
    ],
    ['a block that leaves a lock open', [locked, blocked], [], /leaves 1 locks open/],
    ['a request below a blocked gate', [blocked, locked], [], /below a blocked gate/],
    [
      'answers in another order than the history',
      [{ ...blocked, to: 'default' }, locked],
      [
        ...seen.slice(0, 2),
        asked(3, 'q4', { type: 'status', request_id: 'r3', gate: 'root', status: 'default' }),
        answered(4, 'q4'),
      ],
      /q1 was answered before q4 was asked, and comes after it/,
    ],
    [
      'a refusal of what was done',
      passing,
      [...seen.slice(0, 5), answered(6, 'q3', { refused: 'gate_blocked' })],
      /q3 .*event 3 did it/,
    ],
    [
      'a lock that is called ended and is open',
      [locked],
      [asked(1, 'q', { type: 'claim', lock: 'a' }), answered(2, 'q', { refused: 'lock_ended' })],
      /has ended, and it is open/,
    ],
    [
      'an answer that names another lock',
      passing,
      [seen[0] as Observation, answered(2, 'q1', { lock: 'b' })],
      /the lock b, and the history has a/,
    ],
    [
      'news that the history does not bear out',
      passing,
      [{ client: 'w', at: 9, kind: 'heard', channel: 'ended', lock: 'a', state: 'killed' }],
      /heard that a is killed/,
    ],
    [
      'news of a lock that is not there',
      passing,
      [{ client: 'w', at: 9, kind: 'heard', channel: 'claimed', lock: 'z', state: null }],
      /z, which the history does not have/,
    ],
    [
      'clients that disagree on a mode',
      passing,
      [{ client: 'w', at: 9, kind: 'saw', gates: { root: 'default' }, open: [] }],
      /saw root as default/,
    ],
    [
      'clients that disagree on what waits',
      passing,
      [{ client: 'w', at: 9, kind: 'saw', gates: {}, open: ['a'] }],
      /other open locks/,
    ],
  ])('finds %s', (_, events, observations, fault) => {
    expect(check(observations, exported(events)).join('\n')).toMatch(fault)
  })

  test('finds an event that was changed, and one that was taken out', () => {
    const lines = exported(passing).split('\n')
    const changed = lines.map((line, index) => (index === 1 ? line.replace('"r2"', '"r9"') : line)).join('\n')
    expect(check([], changed)).toContain('event 3 does not follow the one before it')
    expect(check([], lines.filter((_, index) => index !== 1).join('\n'))).toContain('line 2 has the sequence 3')
  })
})
