import { hash } from 'node:crypto'
import type { Event } from '@boss-deployer/gate'
import canonicalize from 'canonicalize'
import { StoreError } from './errors.ts'
import type { Appended, Head, StoredEvent } from './store.ts'

/** Before the first event. */
export const emptyHead: Head = { sequence: 0, hash: '0'.repeat(64) }

/** SHA-256 over the stored bytes of an event, hex. */
export const hashOf = (body: string): string => hash('sha256', body)

/** RFC 8785. Throws a `StoreError` on what has no canonical form: NaN, infinities, lone surrogates, cycles. */
export function canonicalJson(value: unknown): string {
  try {
    const json = canonicalize(value)
    if (json !== undefined) return json
  } catch (cause) {
    throw new StoreError('invalid', 'this value has no canonical JSON', { cause })
  }
  throw new StoreError('invalid', 'this value has no canonical JSON')
}

/** The stored form of events that follow a head. */
export function chained(head: Head, events: readonly Event[]): Appended {
  let { sequence, hash: previous } = head
  const stored = events.map((event): StoredEvent => {
    sequence += 1
    const body = canonicalJson({ ...event, sequence, previous })
    previous = hashOf(body)
    return { sequence, body }
  })
  return { head: { sequence, hash: previous }, events: stored }
}

/**
 * What a lock's event holds of its context: hex SHA-256 over the salt's bytes and the context's canonical JSON.
 * Without the salt (hex) a guess of the context cannot be checked, so erasing the context erases it.
 */
export function digestContext(context: unknown, salt: string): string {
  return hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(canonicalJson(context))]))
}
