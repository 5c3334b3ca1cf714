import * as z from 'zod/mini'
import { gatesAnswer, sessionAnswer, shownGrant } from './answers.ts'
import { clientChannels } from './channels.ts'
import { commit, count, gate, limits, line, listOf, name, requestId, shown, time, uuid } from './fields.ts'
import { gadgetId } from './press.ts'
import { grant } from './rights.ts'

const ms = z.int().check(z.gte(1_000), z.lte(365 * 24 * 60 * 60_000))
const principals = z.array(name).check(z.maxLength(200))

/** The policy of a gate, as configuration says it; what is left out stays as it is. */
export const policy = z.strictObject({
  approvers: z.optional(z.nullable(principals)),
  approvals: z.optional(z.int().check(z.gte(1), z.lte(50))),
  required: z.optional(principals),
  allow_self_approval: z.optional(z.boolean()),
  needs_press: z.optional(z.boolean()),
  needs_reason: z.optional(z.strictObject({ reject: z.boolean(), release: z.boolean(), block: z.boolean() })),
  allow_release: z.optional(z.nullable(z.boolean())),
  release_for_ms: z.optional(z.nullable(ms)),
  lock_expires_after_ms: z.optional(ms),
  approval_expires_after_ms: z.optional(ms),
  requester_gone_after_ms: z.optional(ms),
  queue: z.optional(z.enum(['fifo', 'newest-wins'])),
  two_keys: z.optional(z.nullable(z.strictObject({ window_ms: ms }))),
  responders: z.optional(principals),
  bypass_needs: z.optional(z.int().check(z.gte(1), z.lte(2))),
  bypass_expires_after_ms: z.optional(z.int().check(z.gte(1_000), z.lte(24 * 60 * 60_000))),
})

/** A policy with all its fields, as the link says it. */
export const wholePolicy = z.object({
  approvers: z.nullable(listOf(shown)),
  approvals: count,
  required: listOf(shown),
  allow_self_approval: z.boolean(),
  needs_press: z.boolean(),
  needs_reason: z.object({ reject: z.boolean(), release: z.boolean(), block: z.boolean() }),
  allow_release: z.nullable(z.boolean()),
  release_for_ms: z.nullable(count),
  lock_expires_after_ms: count,
  approval_expires_after_ms: count,
  requester_gone_after_ms: count,
  queue: shown,
  two_keys: z.nullable(z.object({ window_ms: count })),
  responders: listOf(shown),
  bypass_needs: count,
  bypass_expires_after_ms: count,
})

/** A `wait` in a query: seconds such as `55s`, at most 55. */
export const waitQuery = z.string().check(z.regex(/^([0-9]|[1-4][0-9]|5[0-5])s$/, 'is seconds up to 55s'))

const digits = z.string().check(z.regex(/^\d{1,15}$/, 'is not a whole number'))

/** The bodies and queries of the REST API; what a channel says too is the channel's own schema. */
export const restSchemas = {
  uuidParams: z.strictObject({ uuid }),
  gateParams: z.strictObject({ gate }),
  idParams: z.strictObject({ id: z.string().check(z.maxLength(64)) }),
  waitQuery: z.strictObject({ wait: z.optional(waitQuery) }),
  approvedQuery: z.strictObject({
    pipeline: z.optional(name),
    step: z.optional(name),
    since: z.optional(uuid),
    limit: z.optional(z.string().check(z.regex(/^([1-9]|[1-9][0-9]|100)$/, 'is a number from 1 to 100'))),
  }),
  locksQuery: z.strictObject({ gate: z.optional(gate) }),
  historyQuery: z.strictObject({
    after: z.optional(digits),
    before: z.optional(digits),
    limit: z.optional(digits),
    gate: z.optional(gate),
    person: z.optional(name),
    pipeline: z.optional(name),
    step: z.optional(name),
    outcome: z.optional(name),
    via: z.optional(name),
    lock: z.optional(uuid),
    since: z.optional(time),
    until: z.optional(time),
  }),
  numbersQuery: z.strictObject({ from: time, until: time, gate: z.optional(gate), zone: z.optional(name) }),
  callsQuery: z.strictObject({
    gate: z.optional(gate),
    lock: z.optional(uuid),
    before: z.optional(line(limits.text)),
    limit: z.optional(digits),
  }),
  exportQuery: z.strictObject({ after: z.optional(digits), before: z.optional(digits), limit: z.optional(digits) }),
  addGate: z.strictObject({ gate, policy: z.optional(policy) }),
  policy,
  addToken: z.strictObject({
    name,
    grants: z.array(grant).check(z.minLength(1), z.maxLength(100)),
    expires_at: z.optional(z.nullable(time)),
  }),
  addGadget: z.strictObject({
    id: gadgetId,
    name,
    gate,
    /** The boss's principal; without one the gadget is a shared desk and votes by its own name. */
    boss: z.optional(z.strictObject({ id: name, name })),
  }),
  /** Who passes is (token, gate, pipeline, step, request id, commit): all of it is said each time. */
  passQuery: z.strictObject({
    request_id: requestId,
    pipeline: name,
    step: name,
    commit: z.optional(commit),
    wait: z.optional(waitQuery),
  }),
  syncQuery: z.strictObject({ after: digits }),
  changeGadget: z.strictObject({
    name: z.optional(name),
    gate: z.optional(gate),
    /** Null: a shared desk, which votes by its own name. */
    boss: z.optional(z.nullable(z.strictObject({ id: name, name }))),
  }),
  addEnrolmentCode: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('gadget'),
      id: gadgetId,
      name,
      gate,
      boss: z.optional(z.strictObject({ id: name, name })),
    }),
    z.strictObject({ kind: z.literal('server'), name, gate }),
  ]),
  enrol: z.strictObject({ code: line(limits.code) }),
  openSession: z.strictObject({ code: line(limits.code) }),
} as const

export const tokenView = z.object({
  id: shown,
  subject: shown,
  name: shown,
  grants: listOf(shownGrant),
  created_at: time,
  /** The principal who made it; null: the link itself. */
  created_by: z.nullable(shown),
  expires_at: z.nullable(time),
  revoked_at: z.nullable(time),
  last_used_at: z.nullable(time),
})

const gadgetView = z.object({
  id: shown,
  name: shown,
  gate,
  /** Who votes by its press: its boss, or the shared desk itself. */
  voter: z.object({ id: shown, name: shown }),
  /** Whether it answers its server now. */
  online: z.boolean(),
  /** When a server said last that it does. */
  seen_at: z.nullable(time),
  /** The server that it hangs on, its firmware and where it is called, as its server told this link; null: not told. */
  server: z.nullable(shown),
  version: z.nullable(shown),
  address: z.nullable(shown),
  /** The lock that it shows: the head of its gate while it is online. */
  lock: z.nullable(uuid),
  /** Its keys are of that age. */
  created_at: time,
  revoked_at: z.nullable(time),
})

const pipelineView = z.object({
  gate,
  /** Null: connected, and it has not said. */
  pipeline: z.nullable(shown),
  step: z.nullable(shown),
  /** Who asks. */
  by: shown,
  /** Whether it is connected to this link now, or waits here for an answer. */
  online: z.boolean(),
  /** How it is connected; null while it is not. */
  transport: z.nullable(z.enum(['socket', 'http'])),
  /** Since when; null while it is not. */
  since: z.nullable(time),
  /** When it was there or asked last. */
  seen_at: time,
})

const linkView = z.object({
  name: shown,
  version: shown,
  /** Whether it is the one that answers this. */
  here: z.boolean(),
  online: z.boolean(),
  since: time,
  /** By its own clock. */
  seen_at: time,
})

const outcomes = z.object({
  unlocked: count,
  released: count,
  bypassed: count,
  rejected: count,
  refused: count,
  killed: count,
  expired: count,
  cancelled: count,
  superseded: count,
})
/** From the request to the answer; null where nobody waited. */
const waited = z.object({ count, median_ms: z.nullable(count), p95_ms: z.nullable(count) })
/** How many times somebody said yes, and how many of these outside working hours. */
const approvals = { approvals: count, outside: count }
const figures = { outcomes, wait: waited, ...approvals }

/** What a span of the record comes to. */
const numbers = z.object({
  /** Later than what was asked for where more lies between than is counted at once. */
  from: time,
  until: time,
  whole: z.boolean(),
  hours: z.object({ zone: shown, days: listOf(count), from: count, until: count }),
  all: z.object(figures),
  /** Those with something to tell, the busiest first. */
  gates: listOf(z.object({ gate, ...figures, blocked_ms: count })),
  bosses: listOf(z.object({ id: shown, name: shown, unlocked: count, rejected: count, wait: waited, ...approvals })),
  /** Whether there are gates or bosses beyond those listed. */
  more: z.boolean(),
  /** In the zone of the hours; without the days on which nothing was decided. */
  days: listOf(z.object({ day: shown, outcomes })),
})

const touchedLock = { uuid, pipeline: shown, step: shown }
/** How many, and the oldest of them. */
const touched = z.object({ count, locks: listOf(z.object(touchedLock)) })

export const restAnswers = {
  numbers,
  gates: gatesAnswer,
  policy: z.object({
    gate,
    policy: wholePolicy,
    /** What each field is where nobody has said it. */
    defaults: wholePolicy,
    /** The same as the header ETag: for If-Match. */
    etag: shown,
  }),
  /** What a policy would do if it were set now. */
  policyEffect: z.object({
    gate,
    /** Whether it differs from the policy that holds. */
    changes: z.boolean(),
    /** These would be let through at once: their votes are enough. */
    unlocked: touched,
    /** These were let through and have not passed: they would end. */
    ended: touched,
    /** These would still wait: each with the votes that count, and how many are needed. */
    waiting: z.object({
      count,
      locks: listOf(z.object({ ...touchedLock, votes: count, needed: count })),
    }),
  }),
  newToken: z.object({ ...tokenView.shape, token: shown }),
  tokens: z.object({ tokens: listOf(tokenView) }),
  newGadget: z.object({ id: shown, name: shown, gate, mac_key: shown, press_key: shown }),
  gadgets: z.object({ gadgets: listOf(gadgetView) }),
  servers: z.object({
    servers: listOf(
      z.object({
        /** Of its token: who revokes that sends the server away. */
        id: shown,
        subject: shown,
        name: shown,
        gates: listOf(gate),
        online: z.boolean(),
        seen_at: z.nullable(time),
        /** Its token is of that age. */
        created_at: time,
      }),
    ),
  }),
  gadget: gadgetView,
  pipelines: z.object({ pipelines: listOf(pipelineView) }),
  /** Those that are connected to this link; `is_whole` where no other link may have more. */
  guarded: z.object({ gate, running: count, is_whole: z.boolean() }),
  links: z.object({ links: listOf(linkView) }),
  enrolmentCode: z.object({ code: shown, expires_at: time }),
  enrolled: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('gadget'), id: shown, name: shown, gate, mac_key: shown, press_key: shown }),
    z.object({ kind: z.literal('server'), name: shown, gate, token: shown }),
  ]),
  macKey: z.object({ id: shown, mac_key: shown }),
  sessionCode: z.object({ code: shown, expires_at: time }),
  session: sessionAnswer,
  passed: z.object({ lock: uuid, gate, claimed_at: time }),
  rollback: z.object({ gate, lock: z.nullable(uuid), reason: shown }),
  /** `no` is for good: the same request never passes. Without a lock the gate took none. */
  answered: z.object({
    answer: z.enum(['yes', 'no']),
    gate,
    lock: z.nullable(uuid),
    claimed_at: z.nullable(time),
    reason: z.nullable(shown),
  }),
  history: z.object({
    events: listOf(z.looseObject({ sequence: count, type: shown, at: time })),
    /** What the locks were asked for that these events are each about. */
    locks: listOf(z.object({ uuid, pipeline: shown, step: shown })),
    more: z.boolean(),
    /** The `before` of the next page, newest first; null where there is none, and oldest first. */
    next: z.nullable(count),
  }),
  calls: z.object({
    calls: listOf(
      z.object({
        id: shown,
        /** Its name in the operator's file. */
        integration: shown,
        gate,
        lock: z.nullable(uuid),
        what: shown,
        /** `asked`: it is still tried; else how it ended. */
        state: z.enum(['asked', 'confirmed', 'failed']),
        tries: count,
        /** What came of the last try. */
        said: z.nullable(shown),
        asked_at: time,
        /** When it is tried next; null once it has ended. */
        next_at: z.nullable(time),
        ended_at: z.nullable(time),
      }),
    ),
    /** The `before` of the next page; null where there is none. */
    next: z.nullable(shown),
  }),
  head: z.object({
    /** Of the record. */
    link: shown,
    sequence: count,
    hash: shown,
    at: time,
    /** The id of the key that signed it. */
    key: shown,
    signature: shown,
  }),
  signingKey: z.object({ key: shown, pem: shown }),
  /** Whether there was something that is forgotten now. */
  forgotten: z.object({ uuid, gate, forgotten: z.boolean() }),
  revoked: z.object({ revoked: z.boolean() }),
  /** `online`: it shows each of its lights for three seconds; one that is away was asked nothing. */
  lightTest: z.object({ id: shown, gate, online: z.boolean() }),
  well: z.object({ ok: z.boolean() }),
  locks: z.object({ locks: clientChannels.sync.answer.shape.locks, more: z.boolean() }),
} as const

/** RFC 9457, with our code. */
export const problem = z.looseObject({ type: shown, title: shown, status: count, code: shown, detail: shown })
