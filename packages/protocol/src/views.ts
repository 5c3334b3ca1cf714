import * as z from 'zod/mini'
import { context, count, gate, listOf, lockState, mode, source, shown as text, time, uuid } from './fields.ts'

/** What a pipeline said when it asked, as the link passes it on: a field that is new is ignored, not refused. */
export const shownContext = z.object(context.shape)
export const shownSource = z.object(source.shape)

const orNull = <T extends z.ZodMiniType>(schema: T) => z.nullable(schema)

/** Leave for one request to pass while its gate is blocked, as far as responders have given it. */
export const bypassView = z.object({
  bypass: uuid,
  pipeline: text,
  step: text,
  /** null: whichever commit is asked for. */
  commit: orNull(text),
  reason: text,
  by: listOf(text),
  granted: z.boolean(),
  expires_at: time,
})

/** How the two keys of a lock stand. Who pressed longer ago than the window has to press again. */
export const twoKeys = z.object({
  window_ms: count,
  turned: z.boolean(),
  pressed: listOf(z.object({ id: text, name: text, device: orNull(text), until: time })),
})

/** The approval before of the same pipeline and step: where a changelog begins. */
export const previous = z.object({ lock: uuid, commit: orNull(text), approved_at: time })

// A field that came after the first release is optional to its reader: an older link does not say it.

/** A gate as it is now. */
export const gateState = z.object({
  gate,
  status: mode,
  effective: mode,
  held_by: gate,
  changed_at: orNull(time),
  changed_by: orNull(text),
  reason: orNull(text),
  until: orNull(time),
  queue_length: count,
  /** The oldest lock that waits at or below it. */
  head: orNull(z.object({ uuid, gate, pipeline: text, step: text, by: text, locked_at: time })),
  allow_release: z.boolean(),
  approvals: count,
  sequence: count,
  bypasses: z.optional(listOf(bypassView)),
})

export const approver = z.object({ id: text, name: text, via: text, device: orNull(text) })

/** A lock as it is now. */
export const lockView = z.object({
  uuid,
  gate,
  pipeline: text,
  step: text,
  state: lockState,
  commit: orNull(text),
  requester: text,
  locked_at: time,
  expires_at: time,
  place: count,
  votes: listOf(approver),
  needed: count,
  approved_by: orNull(text),
  unlocked_at: orNull(time),
  claimed_at: orNull(time),
  /** How long it waited until it was unlocked, milliseconds. */
  time_locked: orNull(count),
  note: orNull(text),
  via: orNull(text),
  end: orNull(z.object({ by: text, reason: orNull(text), at: time })),
  context: shownContext,
  source: shownSource,
  /** null where none are asked. */
  two_keys: z.optional(orNull(twoKeys)),
  /** Principals and `group:` names; null: whoever may decide at this gate. */
  may_vote: z.optional(orNull(listOf(text))),
  /** By which bypass it was let through a block. */
  bypass: z.optional(orNull(uuid)),
  previous: z.optional(orNull(previous)),
  /** When its context and source were erased, which are empty since; null: they were not. */
  context_forgotten_at: z.optional(orNull(time)),
  /** When who may answer was last reminded; null: never. */
  nudged_at: z.optional(orNull(time)),
})

/** One event of the record, as who may see its gate sees it. */
export const eventView = z.looseObject({ sequence: count, type: text, at: time, by: approver })

export type GateStateWire = z.infer<typeof gateState>
export type LockViewWire = z.infer<typeof lockView>
