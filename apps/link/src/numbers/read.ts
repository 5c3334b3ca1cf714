import { type GatePath, type Lock, type LockId, type State, valuesOf } from '@boss-deployer/gate'
import { everything, parseEvent, type SearchFilter, type Store } from '@boss-deployer/store'
import { blockedFor } from './blocked.ts'
import type { Book } from './book.ts'
import type { Moment } from './calendar.ts'
import { openTally, type Tally } from './tally.ts'

export interface ReadOptions {
  readonly from: number
  readonly until: number
  readonly now: number
  readonly calendar: (at: number) => Moment
  /** What is counted: these gates and all below them. */
  readonly tops: readonly GatePath[]
  /** So many events are counted at most, the newest. */
  readonly mostEvents: number
  /** Lets others go on; after each page. */
  readonly giveWay: () => Promise<void>
}

export interface Counted {
  /** The time of the oldest event that was counted, where there were too many; else as asked for. */
  readonly from: number
  readonly isWhole: boolean
  readonly book: Book
  readonly blockedMs: (gate: GatePath) => number
}

/** Counts a span of the record up to a state, newest first, a page at a time. Times are ms since 1970. */
export async function readCounted(store: Store, state: State, options: ReadOptions): Promise<Counted> {
  const { from, until, tops } = options
  const tally = openTally(options)
  const seen = { ...everything, seenFrom: tops }
  const before = state.sequence + 1
  await readAll(store, tally, { filter: { ...seen, outcome: 'mode-changed', since: until }, before }, options)
  const oldest = await readAll(store, tally, { filter: { ...seen, since: from, until }, before }, options)
  const book = tally.close(await locksOf(store, tally.unknown(), options))
  const now = new Map([...valuesOf(state.gates)].map(({ path, standing }) => [path, standing.mode] as const))
  const span = { from: oldest ?? from, until: Math.max(from, Math.min(until, options.now)) }
  const blockedMs = blockedFor({ now, changes: tally.modeChanges }, span)
  return { from: span.from, isWhole: oldest === null, book, blockedMs }
}

/** So many events take a few milliseconds: decisions do not wait longer. */
const PAGE = 250

interface Part {
  readonly filter: SearchFilter
  readonly before: number
}

/** Answers the time of the oldest event that was read, where there were more than are read; else null. */
async function readAll(
  store: Store,
  tally: Tally,
  { filter, before }: Part,
  { mostEvents, giveWay }: ReadOptions,
): Promise<number | null> {
  let oldest: number | null = null
  let left = mostEvents
  for (let next: number | null = before; next !== null; ) {
    if (left <= 0) return oldest
    const page = await store.search(filter, next, Math.min(PAGE, left))
    for (const event of page.events.map(parseEvent)) {
      tally.take(event)
      oldest = event.at
    }
    left -= Math.max(1, page.events.length)
    next = page.next
    await giveWay()
  }
  return null
}

async function locksOf(
  store: Store,
  ids: readonly LockId[],
  { giveWay }: ReadOptions,
): Promise<ReadonlyMap<LockId, Lock>> {
  const found = new Map<LockId, Lock>()
  for (const [place, id] of ids.entries()) {
    const lock = await store.lock(id)
    if (lock) found.set(id, lock)
    if (place % PAGE === 0) await giveWay()
  }
  return found
}
