import type { Event } from './events.ts'
import type { Actor } from './lock.ts'
import { first } from './sorted.ts'
import { type Due, gateOf, lockOf, type State } from './state.ts'

const link: Omit<Actor, 'groups'> = {
  id: 'link',
  name: 'link',
  via: 'link',
  device: null,
}

/**
 * What time itself decides next, if that is due by now: by the later of `now` and the last event, since time never
 * goes back. Each happens at its own time, however late it is asked.
 */
export function nextDue(state: State, now: number): Event | null {
  const due = first(state.due)?.value
  if (!due || due.at > Math.max(now, state.at)) return null
  return dueEvent(state, due)
}

function dueEvent(state: State, due: Due): Event | null {
  const trace = {
    at: Math.max(state.at, due.at),
    by: link,
    request: null,
    press: null,
  }
  if (due.type === 'end-release') {
    const gate = gateOf(state, due.gate)
    if (!gate) return null
    const change = {
      to: 'default' as const,
      reason: 'the release ended',
      until: null,
      killed: [],
      ended: [],
      bypasses: [],
    }
    return {
      ...trace,
      type: 'mode-changed',
      gate: gate.path,
      from: gate.standing.mode,
      ...change,
    }
  }
  if (due.type === 'end-bypass') return { ...trace, type: 'bypass-ended', gate: due.gate, bypass: due.bypass }
  const lock = lockOf(state, due.lock)
  if (!lock) return null
  if (due.type === 'warn')
    return {
      ...trace,
      type: 'warned',
      lock: lock.id,
      gate: lock.gate,
      expiresAt: lock.expiresAt,
    }
  const reason = lock.state === 'unlocked' ? 'approval not claimed in time' : 'nobody answered in time'
  return { ...trace, type: 'expired', lock: lock.id, gate: lock.gate, reason }
}
