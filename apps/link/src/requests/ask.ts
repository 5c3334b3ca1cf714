import { randomBytes } from 'node:crypto'
import {
  type Command,
  effectiveOf,
  fail,
  gateOf,
  type Lock,
  lockOf,
  ok,
  placeOf,
  type State,
} from '@boss-deployer/gate'
import { toWire } from '@boss-deployer/protocol'
import { canonicalJson, digestContext, type StoredContext } from '@boss-deployer/store'
import { v7 as uuidv7 } from 'uuid'
import { actorOf, type Principal } from '../auth/principal.ts'
import { isoTime } from '../clock.ts'
import { gateStateAt } from '../views/gate-state.ts'
import { previousOf } from '../views/lock-view.ts'
import { type Caller, gateMeant } from './caller.ts'
import { findLock } from './find.ts'
import { lastApprovedOf } from './last-approved.ts'
import type { Answer, Answering, Handler, Message, Parts } from './parts.ts'
import { pipelineKeyOf } from './pipeline-key.ts'

/** How long after the last moment of a claim a build may say how it went. */
const TOLD_WITHIN_MS = 24 * 60 * 60_000

/** What every command of a pipeline bears. */
const envelope = ({ principal }: Caller, { clock }: Parts) => ({
  by: actorOf(principal),
  at: clock(),
  requestId: null,
  press: null,
})

type Told = Pick<Message<'lock'>, 'pipeline' | 'context' | 'source'>

/** What a token proves stands above what the pipeline says of itself: nobody can claim to be another. */
function toldBy({ proven }: Principal, { pipeline, context = {}, source = {} }: Message<'lock'>): Told {
  if (proven === null) return { pipeline, context, source }
  const { requestedBy } = proven
  return {
    pipeline,
    context: requestedBy === null ? context : { ...context, requestedBy },
    source: { ...source, ...proven.source },
  }
}

function contextOf(
  lock: string,
  { context = {}, source = {} }: Told,
): { stored: StoredContext; digest: string } | null {
  if (Object.keys(context).length === 0 && Object.keys(source).length === 0) return null
  const salt = randomBytes(16).toString('hex')
  const told = toWire<object>({ context, source })
  return { stored: { lock, salt, json: canonicalJson(told) }, digest: digestContext(told, salt) }
}

export const lock: Handler<'lock'> = async (message, caller, parts) => {
  const gate = gateMeant(parts.executor.state(), caller, message.gate)
  if (!gate.ok) return gate
  const id = uuidv7()
  const told = toldBy(caller.principal, message)
  const context = contextOf(id, told)
  const pipelineKey = pipelineKeyOf(told)
  const of = { gate: gate.value, pipeline: message.pipeline, step: message.step }
  const command: Command = {
    ...envelope(caller, parts),
    requestId: message.requestId ?? null,
    type: 'lock',
    lock: id,
    ...of,
    pipelineKey,
    lastApproved: await lastApprovedOf(parts.store, of, pipelineKey),
    commit: message.context?.commit ?? null,
    requestedBy: told.context?.requestedBy ?? null,
    hold: message.hold ?? true,
    contextDigest: context?.digest ?? null,
  }
  const { state, result } = await parts.executor.execute(command, {
    context: context?.stored ?? null,
    onStored: (outcome) => {
      if (outcome.result.ok && outcome.result.value.about !== null) caller.subscribe(outcome.result.value.about)
    },
  })
  if (!result.ok) return result
  const asked = result.value.about === null ? undefined : lockOf(state, result.value.about)
  if (!asked) return fail({ code: 'internal', message: 'the lock was stored and is not there: ask again' })
  return ok({
    lock: asked.id,
    state: asked.state,
    status: effectiveOf(state, asked.gate).mode,
    gate: asked.gate,
    lockedAt: isoTime(asked.lockedAt),
    place: placeOf(state, asked),
    expiresAt: isoTime(asked.expiresAt),
    previous: previousOf(asked),
    ...(await resumeOf(asked, state, caller, parts)),
  })
}

/** A lock outlives the token of a build that asked for it: with this secret the build still follows and claims it. */
async function resumeOf({ id: uuid, gate, expiresAt }: Lock, state: State, { principal }: Caller, parts: Parts) {
  if (principal.proven === null) return {}
  const claimableFor = gateOf(state, gate)?.policy.approvalExpiresAfterMs ?? 0
  const end = expiresAt + claimableFor + TOLD_WITHIN_MS
  const { secret } = await parts.issueForLock(principal, { uuid, gate, expiresAt: end })
  return { resume: { token: secret, expiresAt: isoTime(end) } }
}

type LockCommand = Extract<Command, { type: 'claim' | 'cancel' | 'done' | 'nudge' }>
type LockFields<T> = T extends LockCommand ? Omit<T, 'by' | 'at' | 'requestId' | 'press'> : never

/** Executes a command about a lock, and answers with the lock as it then is. */
async function onLock(fields: LockFields<LockCommand>, caller: Caller, parts: Parts) {
  const found = await findLock(fields.lock, caller, parts)
  if (!found.ok) return found
  const { state, result } = await parts.executor.execute({ ...envelope(caller, parts), ...fields })
  if (!result.ok) return result
  return ok(lockOf(state, fields.lock) ?? found.value)
}

export const claim: Handler<'claim'> = async (
  { uuid, gate = null, commit = null },
  caller,
  parts,
): Answering<Answer<'claim'>> => {
  const claimed = await onLock({ type: 'claim', lock: uuid, gate, commit }, caller, parts)
  if (!claimed.ok) return claimed
  const { state, claimedAt } = claimed.value
  if (state !== 'claimed' || claimedAt === null) return fail({ code: 'internal', message: 'the claim was not stored' })
  return ok({ uuid, claimedAt: isoTime(claimedAt) })
}

export const cancel: Handler<'cancel'> = async ({ uuid }, caller, parts) => {
  const cancelled = await onLock({ type: 'cancel', lock: uuid }, caller, parts)
  return cancelled.ok ? ok({ uuid, state: cancelled.value.state }) : cancelled
}

export const done: Handler<'done'> = async ({ uuid, outcome, exitCode = null }, caller, parts) => {
  const told = await onLock({ type: 'done', lock: uuid, outcome, exitCode }, caller, parts)
  return told.ok ? ok({ uuid }) : told
}

export const nudge: Handler<'nudge'> = async ({ uuid }, caller, parts) => {
  const nudged = await onLock({ type: 'nudge', lock: uuid }, caller, parts)
  if (!nudged.ok) return nudged
  const { gate, nudgedAt } = nudged.value
  if (nudgedAt === null) return fail({ code: 'internal', message: 'the nudge was not stored' })
  return ok({ uuid, gate, nudgedAt: isoTime(nudgedAt) })
}

export const guard: Handler<'guard'> = async ({ gate: named, uuid, state: guarded }, caller, parts) => {
  const gate = gateMeant(parts.executor.state(), caller, named)
  if (!gate.ok) return gate
  const fields = { type: 'guard', gate: gate.value, lock: uuid ?? null, state: guarded } as const
  const { state, result } = await parts.executor.execute({ ...envelope(caller, parts), ...fields })
  return result.ok ? ok(gateStateAt(state, gate.value)) : result
}
