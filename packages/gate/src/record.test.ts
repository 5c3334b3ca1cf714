import { describe, expect, it } from 'vitest'
import { advance, apply, forgetClosed } from './apply.ts'
import type { Command } from './commands.ts'
import { requestIdOf } from './decide/request.ts'
import { evolve } from './evolve.ts'
import { isOpen } from './lock.ts'
import { restore, type Snapshot, touchedBy, withLoadedAnswers, withLoadedLock } from './restore.ts'
import { get, valuesOf } from './sorted.ts'
import { askedKey, gateOf, initialState, lockOf, type State } from './state.ts'
import { inAnyHistory, lastOf } from './testing/history.ts'
import { gadgets } from './testing/moves.ts'
import { plain } from './testing/plain.ts'

const snapshotOf = (state: State): Snapshot => ({
  sequence: state.sequence,
  at: state.at,
  gates: [...valuesOf(state.gates)].map(({ path, policy, standing }) => ({ path, policy, standing })),
  locks: [...valuesOf(state.locks)].filter(isOpen),
  presses: gadgets.flatMap((gadget) => {
    const counter = get(state.presses, gadget)
    return counter === undefined ? [] : [{ gadget, counter }]
  }),
})

describe('the record', { timeout: 30_000 }, () => {
  it('makes the same state again, event by event', () => {
    inAnyHistory((taken) => {
      const events = taken.flatMap(({ applied }) => applied.events)
      const replayed = events.reduce(evolve, initialState)
      expect(plain(replayed)).toEqual(plain(lastOf(taken)))
      expect(replayed.sequence).toBe(events.length)
    })
  })

  it('makes the same state from a snapshot, apart from what is forgotten', () => {
    inAnyHistory((taken) => {
      for (const { applied } of taken.slice(-2)) {
        const restored = restore(snapshotOf(applied.state))
        expect(plain(restored)).toEqual(plain(forgetClosed(applied.state)))
      }
    })
  })

  it('decides the same with only open locks in memory, when what a command names is loaded', () => {
    inAnyHistory((taken) => {
      let lean = initialState
      for (const { before, command, applied } of taken) {
        const once = apply(loadedFor(forgetClosed(lean), command, before), command)
        expect(JSON.stringify([once.result, once.events])).toBe(JSON.stringify([applied.result, applied.events]))
        lean = once.state
      }
    })
  })

  it('has all that changed among the rows that a store is told to write', () => {
    inAnyHistory((taken) => {
      for (const { before, applied } of taken) {
        const { gates, locks, gadgets: touched } = touchedBy(applied.events)
        for (const gate of valuesOf(applied.state.gates)) {
          const was = gateOf(before, gate.path)
          if (was?.policy !== gate.policy || was.standing !== gate.standing) expect(gates).toContain(gate.path)
        }
        for (const lock of valuesOf(applied.state.locks))
          if (lockOf(before, lock.id) !== lock) expect(locks).toContain(lock.id)
        for (const gadget of gadgets)
          if (get(before.presses, gadget) !== get(applied.state.presses, gadget)) expect(touched).toContain(gadget)
      }
    })
  })

  it('holds what was due also when the command is refused, and nothing else then', () => {
    inAnyHistory((taken) => {
      for (const { before, command, applied } of taken) {
        const due = advance(before, command.at)
        expect(applied.events.slice(0, due.events.length)).toEqual(due.events)
        if (applied.result.ok) continue
        expect(applied.events).toEqual(due.events)
        expect(applied.state.sequence).toBe(due.state.sequence)
      }
    })
  })
})

/** What a link does before it decides: the closed lock and the earlier answers that a command names, from the store. */
function loadedFor(lean: State, command: Command, store: State): State {
  const named = 'lock' in command && command.lock !== null ? lockOf(store, command.lock) : undefined
  const withLock = named ? withLoadedLock(lean, named) : lean
  const requestId = requestIdOf(command)
  if (requestId === null) return withLock
  return withLoadedAnswers(
    withLock,
    command.by.id,
    requestId,
    get(store.asked, askedKey(command.by.id, requestId)) ?? [],
  )
}

describe('a message that is repeated', { timeout: 30_000 }, () => {
  const isNamed = ({ type, press, requestId }: Command) =>
    press !== null || (requestId !== null && type !== 'claim' && type !== 'cancel' && type !== 'use')
  const isRepeatable = (command: Command) => isNamed(command) || command.type === 'claim' || command.type === 'cancel'

  it('at once, changes nothing and gets the same answer', () => {
    inAnyHistory((taken) => {
      for (const { command, applied } of taken.filter(({ command: it }) => isRepeatable(it))) {
        const again = apply(applied.state, command)
        expect(again.events).toEqual([])
        expect(again.state).toBe(applied.state)
        expect(answerOf(again)).toEqual(answerOf(applied))
      }
    })
  })

  it('much later, gets the answer of its first event and changes nothing', () => {
    inAnyHistory((taken) => {
      const end = lastOf(taken)
      for (const { command, applied, before } of taken) {
        if (!applied.result.ok || !isRepeatable(command)) continue
        const first = applied.events.findIndex(({ request }) => request !== null)
        const sequence = first < 0 ? applied.result.value.repeats : before.sequence + first + 1
        const again = apply(end, command)
        expect(again.events.length).toBe(advance(end, command.at).events.length)
        expect(answerOf(again)).toEqual(answerOf(applied))
        if (isNamed(command)) expect(again.result).toMatchObject({ ok: true, value: { repeats: sequence } })
      }
    })
  })

  it('never has a press counter believed twice', () => {
    inAnyHistory((taken) => {
      const counters = new Map<string, number>()
      for (const { press } of taken.flatMap(({ applied }) => applied.events)) {
        if (!press) continue
        expect(press.counter).toBeGreaterThan(counters.get(press.gadget) ?? -1)
        counters.set(press.gadget, press.counter)
      }
    })
  })
})

function answerOf({ result }: ReturnType<typeof apply>) {
  return result.ok ? { about: result.value.about } : result.error
}
