import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GateErrorCode } from './errors.ts'
import type { Event } from './events.ts'
import type { LockState } from './lock.ts'
import { defaultPolicy } from './policy.ts'
import { valuesOf } from './sorted.ts'
import { effectiveOf, gateOf, gatesAtOrBelow, lockOf, nextDueAt } from './state.ts'
import { eventsOf, inAnyHistory, lastOf, play } from './testing/history.ts'
import { gates, someMoves } from './testing/moves.ts'
import { isBlocked, isEnough, isOpenState, naive, tell } from './testing/naive.ts'

it('the histories reach every kind of event and of refusal', () => {
  const taken = fc.sample(someMoves, { numRuns: 100, seed: 1 }).flatMap(play)
  const kinds = new Set(taken.flatMap(({ applied }) => applied.events.map(({ type }) => type)))
  expect([...kinds].sort()).toEqual(everyKind)
  const codes = taken.flatMap(({ applied: { result } }) => (result.ok ? [] : [result.error.code]))
  expect([...new Set(codes)].sort()).toEqual(everyCode)
  expect(taken.some(({ applied: { result } }) => result.ok && result.value.repeats !== null)).toBe(true)
  expect(
    taken.some(({ applied }) => applied.events.some((it) => it.type === 'mode-changed' && it.ended.length > 0)),
  ).toBe(true)
})

describe('in any history', { timeout: 30_000 }, () => {
  it('a lock goes only where its states lead, and ends once', () => {
    const from: Record<string, readonly LockState[]> = {
      voted: ['locked'],
      warned: ['locked'],
      unlocked: ['locked'],
      rejected: ['locked'],
      claimed: ['unlocked'],
      killed: ['locked', 'unlocked'],
      expired: ['locked', 'unlocked'],
      cancelled: ['locked', 'unlocked'],
      superseded: ['locked', 'unlocked'],
      used: ['claimed'],
      done: ['claimed'],
    }
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event } of eventsOf(taken)) {
        const touched = event.type === 'mode-changed' ? event.killed.map((id) => [id, 'killed'] as const) : []
        const named = 'lock' in event && event.lock !== null ? [[event.lock, event.type] as const] : []
        for (const [id, kind] of [...touched, ...named]) {
          const was = model.locks.get(id)?.state
          if (kind === 'locked') expect(was).toBeUndefined()
          else if (from[kind]) expect(from[kind]).toContain(was)
        }
        tell(model, event)
      }
      for (const [id, { state }] of model.locks) expect(lockOf(lastOf(taken), id)?.state).toBe(state)
    })
  })

  it('what is claimed or has ended never changes, but for the build that uses it', () => {
    inAnyHistory((taken) => {
      for (const { before, after } of eventsOf(taken))
        for (const id of valuesOf(before.closed)) {
          const [was, is] = [lockOf(before, id), lockOf(after, id)]
          if (was !== is) expect(is).toEqual({ ...was, use: was?.use ?? is?.use })
        }
    })
  })

  it('nothing is asked, unlocked or claimed while its gate is blocked, and no open lock is left below a block', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event, after } of eventsOf(taken)) {
        if (event.type === 'locked' || event.type === 'unlocked' || event.type === 'claimed')
          expect(isBlocked(model, event.gate)).toBe(false)
        tell(model, event)
        const open = [...model.locks.values()].filter(({ state }) => isOpenState(state))
        expect(open.filter(({ gate }) => isBlocked(model, gate))).toEqual([])
        const blocked = gates.filter((gate) => effectiveOf(after, gate).mode === 'blocked')
        expect(blocked).toEqual(gates.filter((gate) => isBlocked(model, gate)))
      }
    })
  })

  it('a use is stored only while the gate is not blocked', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event } of eventsOf(taken)) {
        if (event.type === 'used') expect(isBlocked(model, event.gate)).toBe(false)
        tell(model, event)
      }
    })
  })

  it('no release is left below a block', () => {
    inAnyHistory((taken) => {
      for (const { applied } of taken)
        for (const { path, standing } of gatesAtOrBelow(applied.state, 'root'))
          if (standing.mode === 'released') expect(effectiveOf(applied.state, path).mode).not.toBe('blocked')
    })
  })

  it('a lock is unlocked exactly when enough have voted, or by a release', () => {
    inAnyHistory((taken) => {
      for (const { before, event, after } of eventsOf(taken)) {
        if (event.type !== 'unlocked') continue
        const lock = lockOf(before, event.lock)
        const policy = gateOf(before, event.gate)?.policy ?? defaultPolicy
        if (event.votes.every(({ via }) => via === 'release'))
          expect(effectiveOf(before, event.gate).mode).toBe('released')
        else {
          const alone = { ...policy, approvals: 1, required: [], needsPress: false }
          expect(lock && isEnough(policy, { ...lock, votes: event.votes })).toBe(true)
          for (const vote of event.votes) expect(lock && isEnough(alone, { ...lock, votes: [vote] })).toBe(true)
        }
        expect(lockOf(after, event.lock)?.votes).toEqual(event.votes)
      }
      for (const { applied } of taken)
        for (const { policy, waiting } of gatesAtOrBelow(applied.state, 'root'))
          for (const lock of [...valuesOf(waiting)].flatMap((id) => lockOf(applied.state, id) ?? []))
            expect(isEnough(policy, lock)).toBe(false)
    })
  })

  it('time never goes back, and nothing is left that is due', () => {
    inAnyHistory((taken) => {
      const times = taken.flatMap(({ applied }) => applied.events.map(({ at }) => at))
      expect(times).toEqual([...times].sort((one, other) => one - other))
      for (const { applied, command } of taken) {
        const due = nextDueAt(applied.state)
        if (due !== null) expect(due).toBeGreaterThan(Math.max(applied.state.at, command.at))
      }
    })
  })
})

const everyKind: readonly Event['type'][] = [
  'access-changed',
  'cancelled',
  'claimed',
  'done',
  'expired',
  'gate-added',
  'guarded',
  'locked',
  'mode-changed',
  'policy-changed',
  'press-refused',
  'refused',
  'rejected',
  'superseded',
  'unchanged',
  'unlocked',
  'used',
  'voted',
  'warned',
]

/** All but `too_many`, which needs thousands. */
const everyCode: readonly GateErrorCode[] = [
  'conflict',
  'forbidden',
  'gate_blocked',
  'gate_locked',
  'gate_not_found',
  'invalid_message',
  'lock_ended',
  'lock_not_found',
  'not_approved',
  'self_approval',
  'unauthenticated',
]
