import * as z from 'zod/mini'
import { context, count, gate, listOf, lockState, mode, source, shown as text, time, uuid } from './fields.ts'

/** What a pipeline said when it asked, as the link passes it on: a field that is new is ignored, not refused. */
export const shownContext = z.object(context.shape)
export const shownSource = z.object(source.shape)

const orNull = <T extends z.ZodMiniType>(schema: T) => z.nullable(schema)

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
})

/** One event of the record, as who may see its gate sees it. */
export const eventView = z.looseObject({ sequence: count, type: text, at: time, by: approver })

export type GateStateWire = z.infer<typeof gateState>
export type LockViewWire = z.infer<typeof lockView>
