import { gateOf, type Lock, lockOf, type State, valuesOf } from '@boss-deployer/gate'
import type { Attendance } from '@boss-deployer/store'
import type { Clock } from '../clock.ts'
import type { Executor } from '../execute/executor.ts'
import { linkItself } from '../requests/access.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Other links hear of who waits here at least this often, and three times before they would miss anybody. */
const NOTE_AT_LEAST_MS = 30_000
const NOTES_BEFORE_GONE = 3

export interface Presence {
  /** Tells other links who waits here, and ends the locks whose requester stayed away longer than the policy allows. */
  tick(): Promise<void>
}

interface PresenceParts {
  readonly executor: Executor
  readonly subscriptions: Subscriptions
  readonly attendance: Attendance | null
  readonly clock: Clock
}

/** At a link's start nobody has come back yet: all holding locks count as left alone from now. */
export function watchPresence({ executor, subscriptions, attendance, clock }: PresenceParts): Presence {
  const notedAt = new Map<string, number>()
  for (const lock of valuesOf(executor.state().locks)) if (lock.hold) subscriptions.opened(lock.id)

  return {
    async tick() {
      const state = executor.state()
      if (attendance) await noteWaiting(attendance, state)
      const away = [...subscriptions.away()].filter(([id, since]) => isGone(state, id, clock() - since))
      const gone = attendance ? await goneEverywhere(attendance, state, away) : away
      await Promise.all(gone.map(([lock, awaySince]) => end(lock, awaySince)))
    },
  }

  async function noteWaiting(shared: Attendance, state: State): Promise<void> {
    const now = clock()
    const waiting = [...subscriptions.waitedFor()].filter((id) => lockOf(state, id))
    for (const id of [...notedAt.keys()]) if (!lockOf(state, id)) notedAt.delete(id)
    const due = waiting.filter((id) => now - (notedAt.get(id) ?? Number.NEGATIVE_INFINITY) >= noteEveryMs(state, id))
    if (due.length === 0) return
    await shared.note(due)
    for (const id of due) notedAt.set(id, now)
  }

  /** Who waits at another link is not gone: it counts as away from when that link could have said so and did not. */
  async function goneEverywhere(shared: Attendance, state: State, away: readonly (readonly [string, number])[]) {
    if (away.length === 0) return away
    const ages = await shared.ages(away.map(([id]) => id))
    return away.filter(([id]) => {
      const age = ages.get(id)
      if (age === undefined || isGone(state, id, age - noteEveryMs(state, id))) return true
      subscriptions.seen(id, clock() - age + noteEveryMs(state, id))
      return false
    })
  }

  function end(lock: string, awaySince: number) {
    return executor.execute({
      type: 'requester-gone',
      lock,
      awaySince,
      by: linkItself,
      at: clock(),
      requestId: null,
      press: null,
    })
  }
}

const goneAfterMs = (state: State, { gate }: Lock): number =>
  gateOf(state, gate)?.policy.requesterGoneAfterMs ?? Number.POSITIVE_INFINITY

function isGone(state: State, id: string, awayMs: number): boolean {
  const lock = lockOf(state, id)
  return lock !== undefined && awayMs >= goneAfterMs(state, lock)
}

function noteEveryMs(state: State, id: string): number {
  const lock = lockOf(state, id)
  return lock ? Math.min(NOTE_AT_LEAST_MS, goneAfterMs(state, lock) / NOTES_BEFORE_GONE) : 0
}
