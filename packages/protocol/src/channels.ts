import * as z from 'zod/mini'
import { approvedAnswer, cancelAnswer, claimAnswer, lockAnswer } from './answers.ts'
import {
  commit,
  context,
  count,
  endState,
  gate,
  limits,
  line,
  listOf,
  lockState,
  mode,
  name,
  note,
  outcome,
  requestId,
  role,
  shown,
  source,
  time,
  uuid,
  webUrl,
} from './fields.ts'
import { gadgetId, press } from './press.ts'
import type { Right } from './rights.ts'
import { approver, eventView, gateState, lockView, previous, shownContext, shownSource, twoKeys } from './views.ts'

/** What a client says when it connects. */
export const hello = z.strictObject({
  token: z.optional(line(limits.token)),
  role,
  gate: z.optional(gate),
  pipeline: z.optional(name),
  step: z.optional(name),
  resume_from: z.optional(count),
  /** Whether something runs, or is about to, that it stops when the gate is blocked. */
  guards: z.optional(z.boolean()),
})

const lockRequest = z.strictObject({
  pipeline: name,
  step: name,
  gate: z.optional(gate),
  request_id: z.optional(requestId),
  hold: z.optional(z.boolean()),
  context: z.optional(context),
  source: z.optional(source),
})

const decision = { request_id: z.optional(requestId), press: z.optional(press) }

interface Channel {
  readonly request: z.ZodMiniType
  readonly answer: z.ZodMiniType
  /** Any of these, at the gate that it is about, lets one speak here. */
  readonly rights: readonly Right[]
}

const ask: readonly Right[] = ['ask']
const attend: readonly Right[] = ['attend']
const decide: readonly Right[] = ['relay', 'decide']
const hear: readonly Right[] = ['ask', 'relay', 'view']

const details = lockView
const gateAnswer = z.object({
  ...gateState.shape,
  /** Whether this message changed anything. */
  changed: z.boolean(),
})

/** Every channel a client may send on, once: what it says, what it is answered, and who may. */
export const clientChannels = {
  lock: { request: lockRequest, answer: lockAnswer, rights: ask },
  unlock: {
    /** `uuid` names the lock; `head` instead names a gate whose oldest waiting lock is meant, resolved once by the link. */
    request: z
      .strictObject({ uuid: z.optional(uuid), head: z.optional(gate), note: z.optional(note), ...decision })
      .check(z.refine((it) => (it.uuid === undefined) !== (it.head === undefined), 'needs either uuid or head')),
    answer: z.object({ uuid, gate, state: lockState, votes: count, needed: count }),
    rights: decide,
  },
  reject: {
    /** A gadget has no button for it. */
    request: z.strictObject({ uuid, reason: z.optional(note), request_id: decision.request_id }),
    answer: z.object({ uuid, gate, state: lockState }),
    rights: ['decide'],
  },
  status: {
    request: z.strictObject({
      status: mode,
      gate: z.optional(gate),
      reason: z.optional(note),
      until: z.optional(z.nullable(time)),
      for_ms: z.optional(z.int().check(z.gte(1), z.lte(limits.releaseMs))),
      approve_pending: z.optional(z.boolean()),
      ...decision,
    }),
    answer: gateAnswer,
    rights: decide,
  },
  bypass: {
    request: z.strictObject({
      pipeline: name,
      step: name,
      gate: z.optional(gate),
      commit: z.optional(commit),
      reason: note,
      request_id: z.optional(requestId),
    }),
    answer: z.object({
      bypass: uuid,
      gate,
      /** False: one more responder has to agree. */
      granted: z.boolean(),
      votes: count,
      needed: count,
      expires_at: time,
    }),
    rights: ['view'],
  },
  claim: {
    request: z.strictObject({ uuid, gate: z.optional(gate), commit: z.optional(commit) }),
    answer: claimAnswer,
    rights: attend,
  },
  cancel: { request: z.strictObject({ uuid }), answer: cancelAnswer, rights: attend },
  /** Reminds who may answer, at most every five minutes. */
  nudge: {
    request: z.strictObject({ uuid }),
    answer: z.object({ uuid, gate, nudged_at: time }),
    rights: ['ask', 'view'],
  },
  done: {
    request: z.strictObject({ uuid, outcome, exit_code: z.optional(z.int().check(z.gte(0), z.lte(255))) }),
    answer: z.object({ uuid }),
    rights: attend,
  },
  guard: {
    request: z.strictObject({ gate, uuid: z.optional(uuid), state: z.enum(['running', 'stopping', 'ended']) }),
    answer: gateState,
    rights: ask,
  },
  in: { request: z.strictObject({ lock: uuid }), answer: details, rights: attend },
  verify: {
    request: z.strictObject({
      lock: uuid,
      gate: z.optional(gate),
      commit: z.optional(commit),
      max_age: z.optional(z.int().check(z.gte(0))),
      use: z.optional(requestId),
    }),
    answer: details,
    rights: attend,
  },
  approved: {
    request: z.strictObject({
      gate: z.optional(gate),
      pipeline: z.optional(name),
      step: z.optional(name),
      since: z.optional(uuid),
      limit: z.optional(z.int().check(z.gte(1), z.lte(limits.approvedPage))),
    }),
    answer: approvedAnswer,
    rights: ask,
  },
  /** Which gadgets answer their server. Said again within 90 s, or the gadget counts as gone. */
  present: {
    request: z.strictObject({
      gadgets: z
        .array(
          z.strictObject({
            id: gadgetId,
            online: z.boolean(),
            /** Of its firmware, as its last ping said; with the feature `gadget-details`, as what follows. */
            version: z.optional(line(limits.version)),
            /** Where its server calls it. */
            address: z.optional(webUrl),
          }),
        )
        .check(z.maxLength(limits.present)),
    }),
    answer: z.object({}),
    rights: ['relay'],
  },
  sync: {
    request: z.strictObject({ after: count }),
    answer: z.object({
      events: listOf(eventView),
      more: z.boolean(),
      sequence: count,
      gates: listOf(gateState),
      /** Open locks that one may see, oldest first, bounded. */
      locks: listOf(lockView),
    }),
    rights: hear,
  },
} as const satisfies Record<string, Channel>

export type ClientChannel = keyof typeof clientChannels
export const clientChannelNames = Object.keys(clientChannels) as readonly ClientChannel[]

const answered = z.object({
  uuid,
  gate,
  approved_by: shown,
  approvers: listOf(approver),
  unlocked_at: time,
  time_locked: count,
  via: shown,
  note: z.nullable(shown),
})

/** Every channel the link sends on, once. */
export const linkChannels = {
  welcome: z.object({
    last_login: z.nullable(time),
    status: mode,
    lock: z.nullable(uuid),
    locked: z.boolean(),
    state: z.nullable(lockState),
    gate: z.nullable(gate),
    gates: listOf(gateState),
    protocol_version: count,
    features: listOf(shown),
    sequence: count,
    /** Whether all that was missed since `resume_from` follows; where it is too much, `sync` tells. */
    resumed: z.optional(z.boolean()),
  }),
  lock: z.object({
    uuid,
    gate,
    pipeline: shown,
    step: shown,
    context: shownContext,
    source: shownSource,
    requester: shown,
    locked_at: time,
    expires_at: time,
    queue_length: count,
    previous: z.optional(z.nullable(previous)),
  }),
  vote: z.object({
    uuid,
    gate,
    by: shown,
    votes: count,
    needed: count,
    may_vote: z.nullable(listOf(shown)),
    two_keys: z.optional(z.nullable(twoKeys)),
  }),
  unlock: answered,
  reject: z.object({ uuid, gate, rejected_by: shown, reason: z.nullable(shown), rejected_at: time }),
  ended: z.object({ uuid, gate, state: endState, by: shown, reason: z.nullable(shown), at: time }),
  claimed: z.object({ uuid, gate, at: time }),
  status: z.object({
    status: mode,
    changed_at: time,
    gate,
    effective: mode,
    changed_by: shown,
    reason: z.nullable(shown),
    until: z.nullable(time),
  }),
  /** The whole present state of a gate, to servers and consoles, whenever something at or below it changed. */
  gate: gateState,
  'unlock-details': details,
  /** The lock's time is nearly over. */
  warning: z.object({ uuid, gate, expires_at: time }),
  /** To servers: that gadget is to show each of its lights. */
  'light-test': z.object({ gadget: shown, gate, by: shown, at: time }),
  /** Somebody reminds who may answer that it waits. */
  nudge: z.object({ uuid, gate, by: shown, at: time }),
  ack: z.object({
    server: shown,
    gadgets: listOf(z.object({ id: shown, name: shown, gate })),
    gates: listOf(gateState),
  }),
  /** This link is about to stop: connect anew within that time, at a moment of your own choice. */
  leaving: z.object({ within_ms: z.int().check(z.gte(0), z.lte(limits.leavingMs)) }),
  failure: z.object({ channel: shown, error: z.object({ code: shown, message: shown }) }),
} as const

export type LinkChannel = keyof typeof linkChannels | 'default'

/** What an acknowledgement callback gets. */
export const acknowledgement = z.union([
  z.looseObject({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.object({ code: shown, message: shown }) }),
])

export const PROTOCOL_VERSION = 1
/** What a new client may count on; an old client ignores the list. */
export const FEATURES: readonly string[] = [
  'gate-state',
  'head',
  'warning',
  'bypass',
  'previous',
  'two-keys',
  'leaving',
  'gadget-details',
  'nudge',
  'light-test',
]
