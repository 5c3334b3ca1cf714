import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GateErrorCode } from './errors.ts'
import type { Event } from './events.ts'
import type { LockState, Vote } from './lock.ts'
import { defaultPolicy } from './policy.ts'
import { valuesOf } from './sorted.ts'
import { effectiveOf, gateOf, gatesAtOrBelow, lockOf, nextDueAt } from './state.ts'
import { eventsOf, inAnyHistory, lastOf, play } from './testing/history.ts'
import { gates, someMoves } from './testing/moves.ts'
import { isBlocked, isEnough, isHeld, isMeant, isOpenState, naive, tell } from './testing/naive.ts'

it('the histories reach every kind of event and of refusal', () => {
  const taken = fc.sample(someMoves, { numRuns: 100, seed: 1 }).flatMap(play)
  const kinds = new Set(taken.flatMap(({ applied }) => applied.events.map(({ type }) => type)))
  expect([...kinds].sort()).toEqual(everyKind)
  const codes = taken.flatMap(({ applied: { result } }) => (result.ok ? [] : [result.error.code]))
  expect([...new Set(codes)].sort()).toEqual(everyCode)
  expect(taken.some(({ applied: { result } }) => result.ok && result.value.repeats !== null)).toBe(true)
  const events = taken.flatMap(({ applied }) => applied.events)
  expect(events.some((it) => it.type === 'claimed' && it.bypass !== null)).toBe(true)
  expect(events.some((it) => it.type === 'mode-changed' && it.from === it.to)).toBe(true)
  expect(
    taken.some(({ applied }) => applied.events.some((it) => it.type === 'mode-changed' && it.ended.length > 0)),
  ).toBe(true)
})

describe('in any history', { timeout: 30_000 }, () => {
  it('a lock goes only where its states lead, and ends once', () => {
    const from: Record<string, readonly LockState[]> = {
      voted: ['locked'],
      warned: ['locked'],
      nudged: ['locked'],
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

  it('what is claimed or has ended never changes, but for the build that uses it and a context that is forgotten', () => {
    inAnyHistory((taken) => {
      for (const { before, after } of eventsOf(taken))
        for (const id of valuesOf(before.closed)) {
          const [was, is] = [lockOf(before, id), lockOf(after, id)]
          const contextForgottenAt = was?.contextForgottenAt ?? is?.contextForgottenAt
          if (was !== is) expect(is).toEqual({ ...was, use: was?.use ?? is?.use, contextForgottenAt })
        }
    })
  })

  it('nothing is asked, unlocked or claimed while its gate is blocked, and no open lock is left below a block, but for what a bypass that came after the block names', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event, after } of eventsOf(taken)) {
        if (event.type === 'locked' || event.type === 'unlocked' || event.type === 'claimed')
          expect(isHeld(model, event)).toBe(false)
        tell(model, event)
        const open = [...model.locks.values()].filter(({ state }) => isOpenState(state))
        expect(open.filter((lock) => isHeld(model, lock))).toEqual([])
        const blocked = gates.filter((gate) => effectiveOf(after, gate).mode === 'blocked')
        expect(blocked).toEqual(gates.filter((gate) => isBlocked(model, gate)))
      }
    })
  })

  it('a use is stored only while the gate is not blocked, or by a bypass that came after the block', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event } of eventsOf(taken)) {
        const bypass = 'lock' in event ? (model.locks.get(event.lock ?? '')?.bypass ?? null) : null
        if (event.type === 'used') expect(isHeld(model, { gate: event.gate, bypass })).toBe(false)
        tell(model, event)
      }
    })
  })

  it('a bypass is of enough responders while the gate is blocked, and lets one request pass: of its pipeline, step and commit, in time', () => {
    inAnyHistory((taken) => {
      const model = naive()
      for (const { event, before } of eventsOf(taken)) {
        const policy = gateOf(before, event.gate)?.policy ?? defaultPolicy
        const isOne = (vote: Vote) => policy.responders.some((entry) => isMeant(vote, entry))
        if (event.type === 'bypass-asked' || event.type === 'bypass-granted') {
          expect(isBlocked(model, event.gate)).toBe(true)
          expect(event.votes.every(isOne)).toBe(true)
          const voters = new Set(event.votes.map(({ id }) => id)).size
          expect(voters >= policy.bypassNeeds).toBe(event.type === 'bypass-granted')
        }
        if (event.type === 'locked' && event.bypass !== null) {
          const leave = model.bypasses.get(event.bypass)
          expect(leave).toMatchObject({ pipeline: event.pipeline, step: event.step, isGranted: true, isUsed: false })
          expect([null, event.commit]).toContain(leave?.commit)
          expect(event.at).toBeLessThan(leave?.expiresAt ?? 0)
        }
        if (event.type === 'unlocked' && event.bypass !== null) {
          expect(event.votes.filter(isOne).length).toBeGreaterThanOrEqual(Math.max(1, policy.bypassNeeds))
          expect(event.expiresAt).toBe(model.bypasses.get(event.bypass)?.expiresAt)
        }
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
        if (event.bypass !== null) expect(effectiveOf(before, event.gate).mode).toBe('blocked')
        else if (event.votes.every(({ via }) => via === 'release'))
          expect(effectiveOf(before, event.gate).mode).toBe('released')
        else {
          const alone = { ...policy, approvals: 1, required: [], needsPress: false, twoKeys: null }
          expect(lock && isEnough(policy, { ...lock, votes: event.votes })).toBe(true)
          for (const vote of event.votes) expect(lock && isEnough(alone, { ...lock, votes: [vote] })).toBe(true)
        }
        expect(lockOf(after, event.lock)?.votes).toEqual(event.votes)
      }
      for (const { applied } of taken)
        for (const { policy, waiting } of gatesAtOrBelow(applied.state, 'root'))
          for (const lock of [...valuesOf(waiting)].flatMap((id) => lockOf(applied.state, id) ?? []))
            expect(isEnough(policy, lock)).toBe(false)
      for (const { applied } of taken)
        for (const { policy, unlocked } of gatesAtOrBelow(applied.state, 'root'))
          for (const lock of [...valuesOf(unlocked)].flatMap((id) => lockOf(applied.state, id) ?? []))
            if (lock.bypass === null && !lock.votes.every(({ via }) => via === 'release'))
              expect(isEnough(policy, lock)).toBe(true)
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
  'bypass-asked',
  'bypass-ended',
  'bypass-granted',
  'cancelled',
  'claimed',
  'context-forgotten',
  'done',
  'expired',
  'gate-added',
  'guarded',
  'key-changed',
  'lights-tested',
  'locked',
  'mode-changed',
  'nudged',
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

/** All but `precondition_failed`, which needs a policy that was read. */
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
  'too_many',
  'unauthenticated',
]
