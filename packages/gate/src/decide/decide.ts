import type { Command } from '../commands.ts'
import type { GateError } from '../errors.ts'
import type { Event, Fact, Request } from '../events.ts'
import type { LockId } from '../lock.ts'
import { ROOT } from '../path.ts'
import { ok } from '../result.ts'
import { get } from '../sorted.ts'
import { type Asked, askedKey, lockOf, type State } from '../state.ts'
import { decideCancel, decideClaim, decideLock, decideUse } from './ask.ts'
import { type Decision, type Ruling, refuse } from './decision.ts'
import { decideMode } from './mode.ts'
import { decideAddGate, decideDone, decideGuard, decideRequesterGone, decideSetPolicy } from './operate.ts'
import { decideReject, decideUnlock, decideUnlockHead } from './vote.ts'

/**
 * What a command means for the tree of gates: its events, the first answer it repeats, or why it is refused.
 * Pure: no clock, no id, no I/O, no throw. What was due by now has to be decided before (`apply` does).
 */
export function decide(state: State, command: Command): Decision {
  const request = requestOf(command)
  const asked = request ? (get(state.asked, askedKey(command.by.id, request.id)) ?? []) : []
  const first = request ? firstAnswer(asked, request) : null
  if (first === 'conflict') return refuse('conflict', 'this request id was used for something else: choose a new one')
  if (first) return ok({ events: [], about: first.lock, repeats: first.sequence })
  if (command.press && command.press.counter <= (get(state.presses, command.press.gadget) ?? -1)) {
    return refuse('unauthenticated', 'this press was made before')
  }
  const at = Math.max(state.at, command.at)
  const ruling = rule(state, command, at)
  if (!ruling.ok) return command.press ? ok(traced(pressRefused(state, command, ruling.error), null)) : ruling
  const { facts, about } = ruling.value
  return ok(traced(facts.length === 0 && request ? [unchanged(state, command, about)] : facts, about))

  function traced(facts: readonly Fact[], about: LockId | null) {
    const { id, name, via, device } = command.by
    const events = facts.map((fact, place): Event => {
      const isNamed = place === namedPlace(facts)
      return {
        ...fact,
        at,
        by: { id, name, via, device },
        request: isNamed ? request : null,
        press: isNamed ? command.press : null,
      }
    })
    return { events, about, repeats: null }
  }
}

/** A superseded lock's end comes before the request that caused it; the request's own event bears its name. */
function namedPlace(facts: readonly Fact[]): number {
  const locked = facts.findIndex(({ type }) => type === 'locked')
  return Math.max(locked, 0)
}

function rule(state: State, command: Command, at: number): Ruling {
  switch (command.type) {
    case 'add-gate':
      return decideAddGate(state, command)
    case 'set-policy':
      return decideSetPolicy(state, command, at)
    case 'lock':
      return decideLock(state, command, at)
    case 'unlock':
      return decideUnlock(state, command, at)
    case 'unlock-head':
      return decideUnlockHead(state, command, at)
    case 'reject':
      return decideReject(state, command)
    case 'cancel':
      return decideCancel(state, command)
    case 'claim':
      return decideClaim(state, command)
    case 'use':
      return decideUse(state, command)
    case 'release':
    case 'block':
    case 'default':
      return decideMode(state, command, at)
    case 'requester-gone':
      return decideRequesterGone(state, command, at)
    case 'done':
      return decideDone(state, command)
    case 'guard':
      return decideGuard(state, command)
  }
}

function requestOf(command: Command): Request | null {
  const id = command.press ? `press:${command.press.gadget}:${command.press.counter}` : command.requestId
  if (id === null) return null
  if (command.type === 'lock') {
    const target = JSON.stringify([command.gate, command.pipelineKey, command.step])
    return { id, kind: command.type, target, commit: command.commit }
  }
  return { id, kind: command.type, target: targetOf(command), commit: null }
}

function targetOf(command: Exclude<Command, { type: 'lock' }>): string {
  return 'lock' in command && command.lock !== null
    ? command.lock
    : 'gate' in command && command.gate !== null
      ? command.gate
      : ''
}

/** The first answer to this request; another commit makes another request, another target or kind is a conflict. */
function firstAnswer(asked: readonly Asked[], { kind, target, commit }: Request): Asked | 'conflict' | null {
  if (asked.some((each) => each.kind !== kind || each.target !== target)) return 'conflict'
  return asked.find((each) => each.commit === commit) ?? null
}

function subjectOf(state: State, command: Command, about: LockId | null) {
  const lock = about ?? ('lock' in command ? command.lock : null)
  const gate = 'gate' in command && command.gate !== null ? command.gate : ((lock && lockOf(state, lock)?.gate) ?? ROOT)
  return { gate, lock }
}

const unchanged = (state: State, command: Command, about: LockId | null): Fact => ({
  type: 'unchanged',
  ...subjectOf(state, command, about),
})

function pressRefused(state: State, command: Command, { code, message }: GateError): readonly Fact[] {
  return [
    {
      type: 'press-refused',
      ...subjectOf(state, command, null),
      code,
      message,
    },
  ]
}
