import type { Event, GateErrorCode, HolderKind } from '@boss-deployer/gate'
import { boolean, type Fields, listOf, number, oneOf, orNull, shape, text } from './check.ts'
import { actor, lastApproved, mode, policy, vote } from './shapes.ts'
import type { RoleAt } from './store.ts'

type TraceField = 'at' | 'by' | 'request' | 'press'
/** The members of a union of events that may have this type. */
type EventWith<E, T> = E extends { readonly type: infer U } ? (T extends U ? E : never) : never
type OwnFields<T> = Fields<Omit<EventWith<Event, T>, TraceField | 'type'>>

export const traceFields: Fields<Pick<Event, TraceField>> = {
  at: number,
  by: actor,
  request: orNull(shape({ id: text, kind: text, target: text, commit: orNull(text) })),
  press: orNull(shape({ gadget: text, counter: number })),
}

const errorCode = oneOf<GateErrorCode>({
  invalid_message: true,
  unauthenticated: true,
  forbidden: true,
  self_approval: true,
  lock_not_found: true,
  gate_not_found: true,
  gate_locked: true,
  gate_blocked: true,
  not_approved: true,
  lock_ended: true,
  conflict: true,
  precondition_failed: true,
  too_many: true,
})

const ofGate = { gate: text, policy }
const ofLock = { lock: text, gate: text }
const ofEnd = { ...ofLock, reason: orNull(text) }
const ofBypass = {
  gate: text,
  bypass: text,
  pipeline: text,
  step: text,
  commit: orNull(text),
  reason: text,
  votes: listOf(vote),
  needed: number,
  expiresAt: number,
}
const maybeOfLock = { lock: orNull(text), gate: text }

/** The fields of each type of event. A type or a field that the core has and this lacks does not compile. */
export const eventFields: { readonly [T in Event['type']]: OwnFields<T> } = {
  'gate-added': ofGate,
  'policy-changed': ofGate,
  locked: {
    ...ofLock,
    pipeline: text,
    pipelineKey: text,
    step: text,
    commit: orNull(text),
    requestedBy: orNull(text),
    hold: boolean,
    contextDigest: orNull(text),
    expiresAt: number,
    warnAt: number,
    bypass: orNull(text),
    lastApproved: orNull(lastApproved),
  },
  refused: { gate: text, pipeline: text, step: text, commit: orNull(text), heldBy: text },
  voted: { ...ofLock, vote, needed: number, note: orNull(text) },
  unlocked: { ...ofLock, votes: listOf(vote), note: orNull(text), expiresAt: number, bypass: orNull(text) },
  claimed: { ...ofLock, bypass: orNull(text) },
  'bypass-asked': ofBypass,
  'bypass-granted': ofBypass,
  'bypass-ended': { gate: text, bypass: text },
  rejected: ofEnd,
  expired: ofEnd,
  cancelled: ofEnd,
  superseded: ofEnd,
  warned: { ...ofLock, expiresAt: number },
  nudged: ofLock,
  'lights-tested': { gate: text, gadget: text },
  'mode-changed': {
    gate: text,
    from: mode,
    to: mode,
    reason: orNull(text),
    until: orNull(number),
    killed: listOf(text),
    ended: listOf(text),
    bypasses: listOf(text),
  },
  'context-forgotten': ofLock,
  used: { ...ofLock, key: text },
  done: {
    ...ofLock,
    outcome: oneOf({ succeeded: true, failed: true, stopped: true }),
    exitCode: orNull(number),
  },
  guarded: { ...maybeOfLock, state: oneOf({ running: true, stopping: true, ended: true }) },
  unchanged: maybeOfLock,
  'key-changed': { gate: text, record: text, from: text, key: text, pem: text, endorsement: orNull(text) },
  'access-changed': {
    gate: text,
    kind: oneOf<HolderKind>({ token: true, server: true, gadget: true, person: true }),
    change: oneOf({ made: true, changed: true, revoked: true, reset: true }),
    subject: text,
    name: text,
    grants: listOf(shape<RoleAt>({ role: text, gate: text })),
    groups: listOf(text),
    expiresAt: orNull(number),
  },
  'press-refused': { ...maybeOfLock, code: errorCode, message: text },
}
