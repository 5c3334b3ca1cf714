import type { StoredEvent } from '../store.ts'
import type { Range, TermIndex } from './search.ts'
import type { Term } from './terms.ts'

export interface MemoryIndex extends TermIndex {
  /** The next event of the record: its terms, and the record's time after it. */
  add(terms: readonly Term[], at: number): void
}

/** An index that is forgotten with its process. `stored` holds the events, the first at 0. */
export function memoryIndex(stored: readonly StoredEvent[]): MemoryIndex {
  const sequences = new Map<Term, number[]>()
  const termsOfEvent: ReadonlySet<Term>[] = []
  const times: number[] = []
  const within = (term: Term, { from, before }: Range): readonly number[] =>
    (sequences.get(term) ?? []).filter((sequence) => sequence >= from && sequence < before).reverse()
  return {
    add(terms, at) {
      times.push(at)
      termsOfEvent.push(new Set(terms))
      for (const term of terms) {
        const known = sequences.get(term)
        if (known) known.push(times.length)
        else sequences.set(term, [times.length])
      }
    },
    firstAt: (at) => times.findIndex((time) => time >= at) + 1 || Number.POSITIVE_INFINITY,
    nthNewest: (terms, range, nth) => terms.map((term) => within(term, range)[nth - 1] ?? 0),
    newest: (terms, range, limit) => terms.map((term) => within(term, range).slice(0, limit)),
    having: (candidates, groups) =>
      candidates.filter((sequence) =>
        groups.every((group) => group.some((term) => termsOfEvent[sequence - 1]?.has(term) === true)),
      ),
    events: (wanted) => wanted.flatMap((sequence) => stored[sequence - 1] ?? []),
    newestEvents: ({ from, before }, limit) =>
      stored
        .slice(from - 1, Math.min(before - 1, stored.length))
        .slice(-limit)
        .reverse(),
  }
}
