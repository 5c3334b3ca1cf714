import type { Session } from '../api/session.ts'
import type { Log } from '../history/log.ts'
import { forget, remember, remembered } from '../shell/remembered.ts'
import type { LiveState } from './live.ts'
import type { View } from './view.ts'

/** What was true when this browser last knew, and for whom: shown, marked as such, where the link is away from the start. */
export interface Kept extends Pick<LiveState, 'view' | 'log'> {
  readonly session: Session
  /** The link's time then, in milliseconds. */
  readonly since: number
}

interface Stored extends Pick<Kept, 'session' | 'since'>, Pick<View, 'sequence' | 'gates' | 'locks'> {
  readonly build: string
  readonly events: Log['events']
  readonly more: boolean
}

const NAME = 'last-known'
/** Its file has another name in each build, and another build may mean something else by the same field. */
const BUILD = import.meta.url
const OLDEST_MS = 24 * 60 * 60_000
/** As many as one sees without asking for more. */
const MOST_EVENTS = 50

/** Keeps what is shown. A page that has not heard of the link yet has nothing to keep. */
export function keep(session: Session, { view, log, standing }: LiveState, now: number): void {
  if (standing.state !== 'live' && standing.state !== 'away') return
  const { sequence, gates, locks } = view
  const since = standing.state === 'away' ? standing.since : now
  const events = log.events.slice(0, MOST_EVENTS)
  const more = log.more || events.length < log.events.length
  const stored: Stored = { build: BUILD, session, since, sequence, gates, locks, events, more }
  remember(NAME, JSON.stringify(stored))
}

/** What was kept by this build in the last day, else null. */
export function kept(now: number): Kept | null {
  const text = remembered(NAME)
  if (text === null) return null
  try {
    const { build, session, since, sequence, gates, locks, events, more } = JSON.parse(text) as Stored
    if (build !== BUILD || now - since > OLDEST_MS) return null
    const view = { sequence, gates, locks, endings: new Map() }
    return { session, since, view, log: { events, more, state: 'read' } }
  } catch {
    return null
  }
}

/** Whoever is not signed in any more leaves nothing here. */
export const forgetKept = () => forget(NAME)
