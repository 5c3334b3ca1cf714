import {
  type Actor,
  type Command,
  fail,
  type GatePath,
  gateOf,
  type Lock,
  lockOf,
  neededVotes,
  ok,
  type Press,
  type Result,
} from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { PressFor, SignedPress } from '../auth/gadgets.ts'
import { actorOf, mayAt } from '../auth/principal.ts'
import type { Outcome } from '../execute/outcome.ts'
import { gateStateAt } from '../views/gate-state.ts'
import { type Caller, gateMeant } from './caller.ts'
import { findLock } from './find.ts'
import type { Answering, Handler, Message, Parts } from './parts.ts'

interface Envelope {
  readonly by: Actor
  readonly at: number
  readonly requestId: string | null
  readonly press: Press | null
}

interface Signed {
  readonly requestId?: string | undefined
  readonly press?: SignedPress | undefined
}

/** Who decides: the caller, or by a press of a gadget its boss. A server decides nothing by itself. */
async function envelopeOf(
  { requestId, press }: Signed,
  about: PressFor,
  caller: Caller,
  parts: Parts,
): Answering<Envelope> {
  const at = parts.clock()
  if (press === undefined) {
    const isDeciding = caller.rights.includes('decide') && mayAt(caller.principal, 'decide', about.gate)
    if (!isDeciding) return fail({ code: 'forbidden', message: 'a server passes presses on: this one has none' })
    return ok({ by: actorOf(caller.principal), at, requestId: requestId ?? null, press: null })
  }
  const verified = await parts.gadgets.verify(press, about)
  return verified.ok ? ok({ ...verified.value, at, requestId: null }) : verified
}

export const unlock: Handler<'unlock'> = async (message, caller, parts) => {
  const note = message.note ?? null
  if (message.uuid === undefined) return unlockHead(message, note, caller, parts)
  const found = await findLock(message.uuid, caller, parts)
  if (!found.ok) return found
  const about = { action: 'unlock', gate: found.value.gate, uuid: found.value.id } as const
  const envelope = await envelopeOf(message, about, caller, parts)
  if (!envelope.ok) return envelope
  return voted(await parts.executor.execute({ ...envelope.value, type: 'unlock', lock: found.value.id, note }))
}

async function unlockHead(message: Message<'unlock'>, note: string | null, caller: Caller, parts: Parts) {
  const gate = gateMeant(parts.executor.state(), caller, message.head)
  if (!gate.ok) return gate
  if (message.press)
    return fail({ code: 'invalid_message', message: 'press: a press answers the lock that was shown' } as const)
  const envelope = await envelopeOf(message, { action: 'unlock', gate: gate.value, uuid: null }, caller, parts)
  if (!envelope.ok) return envelope
  return voted(await parts.executor.execute({ ...envelope.value, type: 'unlock-head', gate: gate.value, note }))
}

function voted({ state, result }: Outcome) {
  const told = lockTold(state, result)
  if (!told.ok) return told
  const { id: uuid, gate, state: now, votes } = told.value
  return ok({ uuid, gate, state: now, votes: votes.length, needed: neededAt(state, gate) })
}

function neededAt(state: Outcome['state'], path: GatePath): number {
  const gate = gateOf(state, path)
  return gate ? neededVotes(gate.policy) : 1
}

function lockTold(state: Outcome['state'], result: Outcome['result']): Result<Lock, WireError> {
  if (!result.ok) return result
  const lock = result.value.about === null ? undefined : lockOf(state, result.value.about)
  return lock ? ok(lock) : fail({ code: 'lock_not_found', message: 'there is no such lock' })
}

export const reject: Handler<'reject'> = async (message, caller, parts) => {
  const found = await findLock(message.uuid, caller, parts)
  if (!found.ok) return found
  const about = { action: 'unlock', gate: found.value.gate, uuid: found.value.id } as const
  const envelope = await envelopeOf(message, about, caller, parts)
  if (!envelope.ok) return envelope
  const reason = message.reason ?? null
  const { state, result } = await parts.executor.execute({
    ...envelope.value,
    type: 'reject',
    lock: found.value.id,
    reason,
  })
  const told = lockTold(state, result)
  return told.ok ? ok({ uuid: found.value.id, gate: found.value.gate, state: told.value.state }) : told
}

const pressActions = { released: 'release', blocked: 'block', default: 'default' } as const

export const status: Handler<'status'> = async (message, caller, parts) => {
  const gate = gateMeant(parts.executor.state(), caller, message.gate)
  if (!gate.ok) return gate
  const about = { action: pressActions[message.status], gate: gate.value, uuid: null }
  const envelope = await envelopeOf(message, about, caller, parts)
  if (!envelope.ok) return envelope
  const turn = turnOf(message, gate.value, envelope.value)
  if (!turn.ok) return turn
  const { state, result } = await parts.executor.execute(turn.value)
  if (!result.ok) return result
  const now = gateStateAt(state, gate.value)
  return ok({ ...now, changed: result.value.event?.type === 'mode-changed' })
}

function turnOf(message: Message<'status'>, gate: GatePath, envelope: Envelope): Result<Command, WireError> {
  const reason = message.reason ?? (envelope.press ? 'button' : null)
  const { until, forMs, approvePending } = message
  if (message.status !== 'released') {
    if (until !== undefined || forMs !== undefined || approvePending !== undefined) {
      return fail({ code: 'invalid_message', message: 'until, for_ms and approve_pending go with released only' })
    }
    return ok({ ...envelope, type: pressActions[message.status], gate, reason })
  }
  if (until !== undefined && forMs !== undefined)
    return fail({ code: 'invalid_message', message: 'either until or for_ms' })
  const given = until === undefined ? 'policy' : until === null ? null : Date.parse(until)
  const end = forMs === undefined ? given : envelope.at + forMs
  return ok({ ...envelope, type: 'release', gate, reason, until: end, approvePending: approvePending ?? false })
}
