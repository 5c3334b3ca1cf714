import type { StoredEvent } from '../store.ts'
import type { Found, SearchFilter } from './filter.ts'
import { groupsOf, type Term } from './terms.ts'

/** Sequences from the first, up to but not including the end. */
export interface Range {
  readonly from: number
  readonly before: number
}

/** What an index of terms has to answer. Each question takes a time that its own numbers bound. */
export interface TermIndex {
  /** The first sequence whose time is at or after this; infinity when there is none. */
  firstAt(at: number): Awaitable<number>
  /** For each term the sequence of its nth newest event in a range, 0 when it has fewer. */
  nthNewest(terms: readonly Term[], range: Range, nth: number): Awaitable<readonly number[]>
  /** For each term its newest sequences in a range, newest first. */
  newest(terms: readonly Term[], range: Range, limit: number): Awaitable<readonly (readonly number[])[]>
  /** Those of the sequences whose event has a term of every group, newest first. */
  having(sequences: readonly number[], groups: readonly (readonly Term[])[]): Awaitable<readonly number[]>
  /** The events with these sequences, newest first. */
  events(sequences: readonly number[]): Awaitable<readonly StoredEvent[]>
  /** The newest events of a range, newest first. */
  newestEvents(range: Range, limit: number): Awaitable<readonly StoredEvent[]>
}
type Awaitable<T> = T | Promise<T>

export interface SearchBounds {
  /** How many events are passed to see which part of a filter is the rarest, over all its terms. */
  readonly sample: number
  /** How many terms are looked up in each round of one page: the more terms, the fewer events. */
  readonly rounds: readonly number[]
}

/** Made so that a page of the dearest filter over a million events stays far under 50 ms. */
const usualBounds: SearchBounds = { sample: 6_000, rounds: [512, 2_048, 3_072] }

/**
 * A page of the events that a filter lets through, newest first. It walks the events of the filter's rarest part and
 * asks the index which of them have the others too, a bounded number of them for a page.
 */
export async function searchIndex(
  index: TermIndex,
  { filter, before, limit }: { readonly filter: SearchFilter; readonly before: number | null; readonly limit: number },
  bounds: SearchBounds = usualBounds,
): Promise<Found> {
  const range = await rangeOf(index, filter, before)
  const groups = groupsOf(filter)
  const isNothing = limit <= 0 || range.from >= range.before || groups.some((terms) => terms.length === 0)
  if (isNothing) return { events: [], next: null }
  if (groups.length === 0) return cutTo(limit, await index.newestEvents(range, limit + 1))
  const rarest = await rarestOf(index, groups, range, bounds.sample)
  // An event that lacks one of a few terms need not be asked for any of many.
  const others = groups.filter((_, place) => place !== rarest).sort((one, other) => one.length - other.length)
  const { found, end } = await walk(index, { terms: groups[rarest] ?? [], others, range, limit, bounds })
  const isFull = found.length > limit
  const events = await index.events(found.slice(0, limit))
  return { events, next: isFull ? (found[limit - 1] ?? null) : end }
}

interface Walk {
  readonly terms: readonly Term[]
  readonly others: readonly (readonly Term[])[]
  readonly range: Range
  readonly limit: number
  readonly bounds: SearchBounds
}

/** More than the limit, or all there are, or what was found up to the `end` where the page's time is over. */
async function walk(index: TermIndex, { terms, others, range, limit, bounds }: Walk) {
  const found: number[] = []
  let { before } = range
  const lookUps = Math.max(terms.length, others.flat().length)
  for (const round of bounds.rounds) {
    const most = Math.max(1, Math.floor(round / lookUps))
    const newest = merged(await index.newest(terms, { from: range.from, before }, most)).slice(0, most)
    found.push(...(others.length === 0 ? newest : await index.having(newest, others)))
    const last = newest.at(-1)
    if (last === undefined || newest.length < most) return { found, end: null }
    if (found.length > limit) return { found, end: null }
    before = last
  }
  return { found, end: before }
}

async function rangeOf(index: TermIndex, { since, until }: SearchFilter, before: number | null): Promise<Range> {
  const from = since === null ? 1 : await index.firstAt(since)
  const end = until === null ? Number.MAX_SAFE_INTEGER : await index.firstAt(until)
  return { from, before: Math.min(before ?? Number.MAX_SAFE_INTEGER, end) }
}

/** The place of the group whose events lie farthest apart, looking back from the end of a range. */
async function rarestOf(
  index: TermIndex,
  groups: readonly (readonly Term[])[],
  range: Range,
  sample: number,
): Promise<number> {
  if (groups.length === 1) return 0
  const terms = groups.flat()
  const depths = await index.nthNewest(terms, range, Math.max(1, Math.floor(sample / terms.length)))
  let offset = 0
  const byGroup = groups.map((group) => {
    const own = depths.slice(offset, offset + group.length)
    offset += group.length
    return Math.max(...own)
  })
  return byGroup.indexOf(Math.min(...byGroup))
}

/** Newest first, each once. */
function merged(lists: readonly (readonly number[])[]): readonly number[] {
  const [only] = lists
  if (only && lists.length === 1) return only
  return [...new Set(lists.flat())].sort((one, other) => other - one)
}

const cutTo = (limit: number, events: readonly StoredEvent[]): Found => ({
  events: events.slice(0, limit),
  next: events.length > limit ? (events[limit - 1]?.sequence ?? null) : null,
})
