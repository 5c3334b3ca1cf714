import { fail, ok, type Result } from '@boss-deployer/gate'
import { emptyHead, hashOf } from './chain.ts'
import { isObject } from './json.ts'
import type { Head, Store, StoredEvent } from './store.ts'

/** Where a record stops being what was written. */
export interface BrokenChain {
  /** The first sequence that is not as it was written. */
  readonly sequence: number
  readonly reason: 'changed' | 'dropped' | 'reordered' | 'cut'
  readonly message: string
}

export interface VerifyOptions {
  /** A head known from elsewhere: only this finds a cut tail, and a record that was written anew from some event on. */
  readonly head?: Head
  /** The head that the first of these events follows; the beginning unless told. */
  readonly after?: Head
}

/** Follows the chain through events in their stored order, holding one at a time. Answers the head it comes to. */
export async function verifyChain(
  events: Iterable<StoredEvent> | AsyncIterable<StoredEvent>,
  { head, after = emptyHead }: VerifyOptions = {},
): Promise<Result<Head, BrokenChain>> {
  let last = after
  let missing: number | null = null
  for await (const event of events) {
    if (missing !== null) {
      if (event.sequence === missing) return broken(missing, 'reordered', 'comes after a later one')
      continue
    }
    if (event.sequence > last.sequence + 1) {
      missing = last.sequence + 1
      continue
    }
    const wrong = wrongLink(event, last)
    if (wrong) return wrong
    last = { sequence: event.sequence, hash: hashOf(event.body) }
    if (head && head.sequence === last.sequence && head.hash !== last.hash)
      return broken(last.sequence, 'changed', 'is not the event that the known head was taken of')
  }
  if (missing !== null) return broken(missing, 'dropped', 'is missing')
  if (head && head.sequence > last.sequence) return broken(last.sequence + 1, 'cut', `to ${head.sequence} are missing`)
  return ok(last)
}

/** All events of a store after a sequence, oldest first, read by the page. */
export async function* eventsOf(
  store: Pick<Store, 'history'>,
  after = 0,
  pageSize = 1000,
): AsyncGenerator<StoredEvent, void, undefined> {
  for (let last = after; ; ) {
    const page = await store.history(last, pageSize)
    yield* page
    const end = page.at(-1)
    if (!end || page.length < pageSize) return
    last = end.sequence
  }
}

function wrongLink({ sequence, body }: StoredEvent, last: Head): Result<never, BrokenChain> | null {
  if (sequence <= last.sequence) return broken(sequence, 'reordered', 'comes again, or after a later one')
  const link = linkOf(body)
  if (link === null || link.sequence !== sequence) return broken(sequence, 'changed', 'is not the text that was stored')
  if (link.previous === last.hash) return null
  // Only the event before was hashed: at the very first it can but be this one.
  return last.sequence === 0
    ? broken(sequence, 'changed', 'does not begin a record')
    : broken(last.sequence, 'changed', `is not the event that ${sequence} was chained to`)
}

function linkOf(body: string): { readonly sequence: unknown; readonly previous: unknown } | null {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? { sequence: value.sequence, previous: value.previous } : null
  } catch {
    return null
  }
}

const broken = (sequence: number, reason: BrokenChain['reason'], what: string): Result<never, BrokenChain> =>
  fail({ sequence, reason, message: `event ${sequence} ${what}` })
