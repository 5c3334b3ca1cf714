import type { CallRow } from '@boss-deployer/store'
import type { CallOutcome, PlannedCall } from './integration.ts'

/** Longer than a try may take, with what it needs before: only then another link takes a call over. */
const LEASE_MS = 30_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 5 * 60_000
/** Whoever answers quickly and never yields is left alone in the end. */
const MAX_TRIES = 1_000
const MAX_SAID = 300

interface Origin {
  readonly sequence: string
  readonly integration: string
  readonly askedAt: number
}

/** A call as it is first stored. */
export function newCall(planned: PlannedCall, { sequence, integration, askedAt }: Origin): CallRow {
  const { key, gate, lock, what, data, giveUpAfterMs } = planned
  return {
    ...{ id: `${sequence}-${integration}-${key}`, integration, gate, lock, what, data },
    ...{ askedAt, givesUpAt: askedAt + giveUpAfterMs, state: 'asked', tries: 0, dueAt: askedAt },
    ...{ said: null, endedAt: null, turn: 0 },
  }
}

/** The beginning of the ids of an event's calls: as text they are in the order of the record. */
export const sequenceText = (sequence: number): string => String(sequence).padStart(16, '0')

/** A call that an answer leads to: of the same event. */
export const newCallAfter = (call: CallRow, planned: PlannedCall, now: number): CallRow => ({
  ...newCall(planned, { ...call, sequence: call.id.split('-', 1)[0] ?? '' }),
  dueAt: now,
})

/** A call that this link is at now. */
export const takenCall = (call: CallRow, now: number): CallRow => ({
  ...call,
  tries: call.tries + 1,
  dueAt: now + LEASE_MS,
})

/** A call that was not made because the link stops: due at once, for the next one. */
export const givenBack = (call: CallRow, now: number): CallRow => ({ ...call, dueAt: now })

/** A call after a try. */
export function afterTry(call: CallRow, outcome: CallOutcome, now: number): CallRow {
  const said = outcome.said.slice(0, MAX_SAID)
  if (outcome.state !== 'asked') return { ...call, state: outcome.state, said, endedAt: now }
  const dueAt = now + (outcome.afterMs ?? backoffMs(call.tries))
  if (dueAt > call.givesUpAt || call.tries >= MAX_TRIES)
    return { ...call, state: 'failed', said: `given up: ${said}`, endedAt: now }
  return { ...call, said, dueAt, data: outcome.data ?? call.data }
}

const backoffMs = (tries: number): number => Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20), LAST_RETRY_MS)
