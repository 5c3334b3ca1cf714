import { type Event, type EventOf, type GatePath, isAtOrBelow, type Lock, type LockId } from '@boss-deployer/gate'
import type { ModeChange } from './blocked.ts'
import { type Book, type Outcome, openBook } from './book.ts'
import type { Moment } from './calendar.ts'

export interface TallyOptions {
  /** From this time on, ms since 1970, up to but not at the other. */
  readonly from: number
  readonly until: number
  readonly calendar: (at: number) => Moment
  /** What is counted: these gates and all below them. */
  readonly tops: readonly GatePath[]
}

/** How a lock stopped waiting, while it is not known when it was asked for. */
type Open =
  | { readonly is: 'answered'; readonly at: number; readonly by: readonly Answer[] }
  /** It may have been unlocked before: then its end is no answer. */
  | { readonly is: 'ended'; readonly at: number; readonly outcome: Outcome }

interface Answer {
  readonly id: string
  readonly name: string
  readonly at: number
}

export interface Tally {
  /** The next event, newest first. */
  take(event: Event): void
  /** Locks that were asked for before the first event; most of them before `from`. */
  unknown(): readonly LockId[]
  /** What was counted, with what is known of those locks. */
  close(known: ReadonlyMap<LockId, Pick<Lock, 'gate' | 'lockedAt' | 'unlockedAt'>>): Book
  /** Newest first. */
  readonly modeChanges: readonly ModeChange[]
}

/**
 * Counts decisions from the events of a span, read backwards, holding only the locks whose request is not reached yet.
 * Each lock counts once: an approval that nobody claimed was an approval all the same.
 */
export function openTally({ from, until, calendar, tops }: TallyOptions): Tally {
  const book = openBook(calendar)
  const open = new Map<LockId, Open>()
  const modeChanges: ModeChange[] = []
  const isCounted = (gate: GatePath) => tops.some((top) => isAtOrBelow(gate, top))

  function asked(gate: GatePath, lock: LockId, lockedAt: number): void {
    const known = open.get(lock)
    open.delete(lock)
    if (known?.is === 'ended') book.decided(gate, known.outcome, known.at)
    if (known?.is === 'answered')
      book.waited(
        gate,
        known.at - lockedAt,
        known.by.map((by) => ({ by, ms: by.at - lockedAt })),
      )
  }

  function unlocked({ lock, gate, at, votes, bypass }: EventOf<'unlocked'>): void {
    open.delete(lock)
    if (votes.some(({ via }) => via === 'release')) {
      book.decided(gate, 'released', at)
      return
    }
    book.decided(gate, bypass === null ? 'unlocked' : 'bypassed', at)
    for (const vote of votes) book.approved(gate, vote)
    // A bypass was given before it was asked for: nobody waited.
    if (bypass === null) open.set(lock, { is: 'answered', at, by: votes })
  }

  function rejected(lock: LockId, { gate, at, by }: Event): void {
    book.decided(gate, 'rejected', at)
    book.refused(by)
    open.set(lock, { is: 'answered', at, by: [{ ...by, at }] })
  }

  function takeCounted(event: Event): void {
    const { gate, at } = event
    if (event.type === 'locked') asked(gate, event.lock, at)
    else if (event.type === 'unlocked') unlocked(event)
    else if (event.type === 'rejected') rejected(event.lock, event)
    else if (event.type === 'refused') book.decided(gate, event.type, at)
    else if (event.type === 'mode-changed')
      for (const lock of event.killed) open.set(lock, { is: 'ended', at, outcome: 'killed' })
    else if (event.type === 'expired' || event.type === 'cancelled' || event.type === 'superseded')
      open.set(event.lock, { is: 'ended', at, outcome: event.type })
  }

  return {
    modeChanges,
    take(event) {
      if (event.at < from) return
      if (event.type === 'mode-changed') modeChanges.push(event)
      const isSeen = event.type === 'mode-changed' || isCounted(event.gate)
      if (event.at < until && isSeen) takeCounted(event)
    },
    unknown: () => [...open.keys()],
    close(known) {
      for (const [id, lock] of known) {
        const isApprovedBefore = open.get(id)?.is === 'ended' && lock.unlockedAt !== null
        if (isCounted(lock.gate) && !isApprovedBefore) asked(lock.gate, id, lock.lockedAt)
      }
      return book
    },
  }
}
