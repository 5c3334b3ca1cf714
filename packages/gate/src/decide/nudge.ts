import type { CommandOf } from '../commands.ts'
import type { Lock } from '../lock.ts'
import { lockOf, type State } from '../state.ts'
import { happens, type Ruling, refuse } from './decision.ts'

/** How long a lock is left alone after a nudge, milliseconds. */
export const NUDGE_EVERY_MS = 5 * 60_000

/** From when on a lock may be nudged, milliseconds since 1970. */
export const nudgeableFrom = ({ nudgedAt }: Pick<Lock, 'nudgedAt'>): number =>
  nudgedAt === null ? 0 : nudgedAt + NUDGE_EVERY_MS

/** Who may answer is reminded of what waits, now and then: more would teach them to look away. */
export function decideNudge(state: State, command: CommandOf<'nudge'>, at: number): Ruling {
  const lock = lockOf(state, command.lock)
  if (!lock) return refuse('lock_not_found', `there is no lock ${command.lock}`)
  if (lock.state !== 'locked') return refuse('conflict', `this lock is ${lock.state}: nobody has to be reminded of it`)
  if (at < nudgeableFrom(lock)) return refuse('too_many', 'it was nudged less than five minutes ago: wait a while')
  return happens(lock.id, { type: 'nudged', lock: lock.id, gate: lock.gate })
}
