import type { Command } from '../commands.ts'
import type { GateError } from '../errors.ts'
import type { Event, Fact } from '../events.ts'
import type { LockId } from '../lock.ts'
import { type GatePath, ROOT } from '../path.ts'
import { ok } from '../result.ts'
import { gateOf, lastPressOf, lockOf, type State } from '../state.ts'
import { decideChangeAccess } from './access.ts'
import { decideLock } from './ask.ts'
import { decideBypass } from './bypass.ts'
import { decideCancel, decideClaim, decideUse } from './claim.ts'
import { decideForgetContext } from './context.ts'
import { type Decision, happens, type Refusal, type Ruling, refuse, type Verdict } from './decision.ts'
import { decideNudge } from './nudge.ts'
import {
  decideAddGate,
  decideDone,
  decideGuard,
  decideRequesterGone,
  decideSetPolicy,
  decideTestLights,
} from './operate.ts'
import { ruleOrder } from './order.ts'
import { firstAnswer, isRequestIdTaken, requestOf } from './request.ts'

/**
 * What a command means for the tree of gates: its events, the first answer it repeats, or why it is refused.
 * A refused press is an event as well (`press-refused`): its counter is spent.
 * Pure: no clock, no id, no I/O, no throw. What was due by now has to be decided before (`apply` does).
 */
export function decide(state: State, command: Command): Decision {
  const request = requestOf(command)
  const first = request && firstAnswer(state, command.by.id, request)
  if (first === 'conflict') return refuse('conflict', 'this request id was used for something else: choose a new one')
  if (first) return ok({ events: [], about: first.lock, repeats: first.sequence })
  const misuse = misuseOf(state, command)
  if (misuse) return misuse
  const at = Math.max(state.at, command.at)
  const ruling = rule(state, command, at)
  if (!ruling.ok && !command.press) return ruling
  const { facts, about } = ruling.ok ? ruling.value : pressRefused(state, command, ruling.error)
  const named = request ? withNamed(facts, unchanged(state, command, about)) : { facts, place: -1 }
  const { id, name, via, device } = command.by
  const events = named.facts.map((fact, place): Event => {
    const isNamed = place === named.place
    const trace = { request: isNamed ? request : null, press: isNamed ? command.press : null }
    return { ...fact, at, by: { id, name, via, device }, ...trace }
  })
  return ok({ events, about, repeats: null })
}

function misuseOf(state: State, command: Command): Refusal | null {
  const { by, press } = command
  if (isRequestIdTaken(command)) return refuse('invalid_message', 'request ids that begin with press: are for presses')
  if (by.via === 'gadget' && !press) return refuse('unauthenticated', 'what a gadget does has to be a signed press')
  if (press && press.counter <= lastPressOf(state, press.gadget))
    return refuse('unauthenticated', 'this press was made before')
  return null
}

/**
 * The event that bears the request speaks of the same lock as the answer, so that a repeated message gets the same
 * answer: not the end of a superseded lock, nor a vote that a mode brought with it. `otherwise` where there is none.
 */
function withNamed(facts: readonly Fact[], otherwise: Unchanged) {
  const place = facts.findIndex((fact) => ('lock' in fact ? fact.lock : null) === otherwise.lock)
  return place < 0 ? { facts: [otherwise, ...facts], place: 0 } : { facts, place }
}

function rule(state: State, command: Command, at: number): Ruling {
  switch (command.type) {
    case 'add-gate':
      return decideAddGate(state, command)
    case 'set-policy':
      return decideSetPolicy(state, command, at)
    case 'change-key': {
      const { record, from, key, pem, endorsement } = command.change
      return happens(null, { type: 'key-changed', gate: ROOT, record, from, key, pem, endorsement })
    }
    case 'change-access':
      return decideChangeAccess(state, command)
    case 'lock':
      return decideLock(state, command, at)
    case 'bypass':
      return decideBypass(state, command, at)
    case 'cancel':
      return decideCancel(state, command)
    case 'nudge':
      return decideNudge(state, command, at)
    case 'claim':
      return decideClaim(state, command)
    case 'use':
      return decideUse(state, command)
    case 'forget-context':
      return decideForgetContext(state, command)
    case 'unlock':
    case 'unlock-head':
    case 'reject':
    case 'release':
    case 'block':
    case 'default':
      return ruleOrder(state, command, at)
    case 'requester-gone':
      return decideRequesterGone(state, command, at)
    case 'done':
      return decideDone(state, command)
    case 'test-lights':
      return decideTestLights(state, command)
    case 'guard':
      return decideGuard(state, command)
  }
}

type Unchanged = Extract<Fact, { readonly type: 'unchanged' }>

const unchanged = (state: State, command: Command, about: LockId | null): Unchanged => ({
  type: 'unchanged',
  gate: gateMeant(state, command),
  lock: about,
})

function pressRefused(state: State, command: Command, { code, message }: GateError): Verdict {
  const about = 'lock' in command && command.lock !== null ? (lockOf(state, command.lock)?.id ?? null) : null
  return { facts: [{ type: 'press-refused', gate: gateMeant(state, command), lock: about, code, message }], about }
}

/** The gate a command speaks of, itself or by its lock; the root where that is unknown. */
function gateMeant(state: State, command: Command): GatePath {
  const lock = 'lock' in command && command.lock !== null ? lockOf(state, command.lock) : undefined
  const path = 'gate' in command && command.gate !== null ? command.gate : lock?.gate
  return path !== undefined && gateOf(state, path) ? path : ROOT
}
