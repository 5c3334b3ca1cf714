import type { Asked, Event } from '@boss-deployer/gate'

export interface AskedRow {
  readonly subject: string
  readonly requestId: string
  readonly asked: Asked
}

/** What the events after a sequence say of messages that named themselves. */
export function askedIn(events: readonly Event[], after: number): readonly AskedRow[] {
  return events.flatMap((event, index) => {
    if (event.request === null) return []
    const { id, kind, target, commit } = event.request
    const asked = { kind, target, commit, sequence: after + index + 1, lock: lockNamedBy(event) }
    return [{ subject: event.by.id, requestId: id, asked }]
  })
}

/** The lock that an event is about. */
export const lockNamedBy = (event: Event): string | null => ('lock' in event ? event.lock : null)
