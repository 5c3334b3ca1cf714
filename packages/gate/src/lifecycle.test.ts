import { describe, expect, it } from 'vitest'
import type { LockState } from './lock.ts'
import { lockOf } from './state.ts'
import * as say from './testing/scenario.ts'
import { given, inShort, type Step } from './testing/scenario.ts'

const DAY = 24 * 60 * 60_000

const asked = say.lock('L', { requestId: 'build-1' })
const unlocked = [asked, say.unlock('L')]
const stories: Record<LockState, readonly Step[]> = {
  locked: [asked],
  unlocked,
  claimed: [...unlocked, say.claim('L')],
  rejected: [asked, say.reject('L')],
  killed: [asked, say.block('root'), say.toDefault('root')],
  expired: [asked, say.later(DAY)],
  cancelled: [asked, say.cancel('L')],
  superseded: [say.setPolicy('root', { queue: 'newest-wins' }), asked, say.lock('M'), say.cancel('M')],
}

/** Outcome of a command in each state; after `->` the state it leads to, where that is another. */
type Row = Record<LockState, string>
const ends = (outcome: string) => ({
  rejected: outcome,
  killed: outcome,
  expired: outcome,
  cancelled: outcome,
  superseded: outcome,
})
const everywhere = (outcome: string): Row => ({
  locked: outcome,
  unlocked: outcome,
  claimed: outcome,
  ...ends(outcome),
})

const table: readonly { name: string; step: Step; row: Row }[] = [
  {
    name: 'unlock',
    step: say.unlock('L'),
    row: { ...ends('lock_ended'), locked: 'unlocked -> unlocked', unlocked: 'nothing', claimed: 'nothing' },
  },
  {
    name: 'unlock-head',
    step: say.unlockHead('root'),
    row: { ...everywhere('lock_not_found'), locked: 'unlocked -> unlocked' },
  },
  {
    name: 'reject',
    step: say.reject('L'),
    row: {
      ...ends('lock_ended'),
      locked: 'rejected -> rejected',
      unlocked: 'conflict',
      claimed: 'conflict',
      rejected: 'nothing',
    },
  },
  {
    name: 'cancel',
    step: say.cancel('L'),
    row: {
      ...ends('lock_ended'),
      locked: 'cancelled -> cancelled',
      unlocked: 'cancelled -> cancelled',
      claimed: 'conflict',
      cancelled: 'nothing',
    },
  },
  {
    name: 'claim',
    step: say.claim('L'),
    row: { ...ends('lock_ended'), locked: 'not_approved', unlocked: 'claimed -> claimed', claimed: 'nothing' },
  },
  { name: 'use', step: say.use('L', 'build-7'), row: { ...everywhere('not_approved'), claimed: 'used' } },
  { name: 'done', step: say.done('L'), row: { ...everywhere('not_approved'), claimed: 'done' } },
  { name: 'guard', step: say.guard('root', 'L'), row: everywhere('guarded') },
  {
    name: 'requester-gone',
    step: say.gone('L', 0),
    row: { ...everywhere('nothing'), locked: 'expired -> expired', unlocked: 'expired -> expired' },
  },
  { name: 'release', step: say.release('root'), row: { ...everywhere('mode-changed'), locked: 'gate_locked' } },
  {
    name: 'release with approve_pending',
    step: say.release('root', { approvePending: true }),
    row: { ...everywhere('mode-changed'), locked: 'mode-changed + unlocked -> unlocked' },
  },
  {
    name: 'block',
    step: say.block('root'),
    row: {
      ...everywhere('mode-changed'),
      locked: 'mode-changed -> killed',
      unlocked: 'mode-changed -> killed',
    },
  },
  { name: 'default', step: say.toDefault('root'), row: everywhere('nothing') },
  { name: 'the same request again', step: say.lock('X', { requestId: 'build-1' }), row: everywhere('nothing') },
  {
    name: 'another day of waiting',
    step: say.later(DAY),
    row: { ...everywhere('nothing'), locked: 'warned + expired -> expired', unlocked: 'expired -> expired' },
  },
]

describe('a lock, by state and command', () => {
  for (const { name, step, row } of table) {
    for (const state of statesOf(stories)) {
      it(`${state}: ${name} gives ${row[state]}`, () => {
        const story = given(...stories[state])
        expect(lockOf(story.state, 'L')?.state).toBe(state)
        const outcome = story.when(step)
        const [short, leadsTo = state] = row[state].split(' -> ')
        expect(inShort(outcome)).toBe(short)
        expect(lockOf(outcome.state, 'L')?.state).toBe(leadsTo)
      })
    }
  }

  it('a repeated request speaks of the first lock in whatever state it is', () => {
    for (const state of statesOf(stories)) {
      const { about, repeats } = given(...stories[state]).when(say.lock('X', { requestId: 'build-1' }))
      expect({ about, isRepeat: repeats !== null }).toEqual({ about: 'L', isRepeat: true })
    }
  })

  it.each([
    ['unlock', say.unlock('nope'), 'lock_not_found'],
    ['reject', say.reject('nope'), 'lock_not_found'],
    ['cancel', say.cancel('nope'), 'lock_not_found'],
    ['claim', say.claim('nope'), 'lock_not_found'],
    ['use', say.use('nope', 'build-7'), 'lock_not_found'],
    ['done', say.done('nope'), 'lock_not_found'],
    ['guard with a lock', say.guard('root', 'nope'), 'lock_not_found'],
    ['requester-gone', say.gone('nope', 0), 'nothing'],
    ['lock', say.lock('L', { gate: 'nope' }), 'gate_not_found'],
    ['unlock-head', say.unlockHead('nope'), 'gate_not_found'],
    ['release', say.release('nope'), 'gate_not_found'],
    ['block', say.block('nope'), 'gate_not_found'],
    ['default', say.toDefault('nope'), 'gate_not_found'],
    ['bypass', say.bypass('nope'), 'gate_not_found'],
    ['set-policy', say.setPolicy('nope', {}), 'gate_not_found'],
    ['guard', say.guard('nope', null), 'gate_not_found'],
  ])('%s of something unknown gives the code for that', (_, step, code) => {
    expect(inShort(given().when(step))).toBe(code)
  })
})

function statesOf(all: Record<LockState, unknown>): readonly LockState[] {
  const known: readonly LockState[] = [
    'locked',
    'unlocked',
    'claimed',
    'rejected',
    'killed',
    'expired',
    'cancelled',
    'superseded',
  ]
  expect(Object.keys(all).sort()).toEqual([...known].sort())
  return known
}
