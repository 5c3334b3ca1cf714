import type { Event } from '@boss-deployer/gate'
import type { SeenLock } from '../calls/integration.ts'

/** What is said of a claimed or ended lock to whoever looks at what waited for it, elsewhere. */
export function commentOn(event: Event, { lock }: SeenLock): string {
  if (event.type === 'claimed') return `Approved by ${lock.votes.map(({ name }) => name).join(', ')}. Lock ${lock.id}.`
  const reason = 'reason' in event && event.reason !== null ? `: ${event.reason}` : ''
  return `This lock is ${lock.state}${reason}. Lock ${lock.id}.`
}

/** What is said instead of a yes, where the gate was blocked before it could be told. */
export const BLOCKED_SINCE = 'The gate was blocked before this could be told.'
