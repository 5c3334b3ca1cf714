import { type Ending, type OpenLock, type View, waitingOf } from './view.ts'

/** What became of a lock that waited. */
export interface CardOutcome {
  readonly state: Ending['state'] | 'unlocked'
  readonly by: string | null
  readonly reason: string | null
}

/** A lock in the list of those that wait; one that waits no longer stays a while, with its outcome. */
export interface Card {
  readonly lock: OpenLock
  readonly outcome: CardOutcome | null
  /** When it stopped waiting; null while it waits. */
  readonly leftAt: number | null
}

/** How long a card stays after it ended, so that it can be read. */
export const LINGER_MS = 6_000

interface ArrangeOptions {
  /** Whether a pointer or the focus is on the list: then nothing may move. */
  readonly isHeld: boolean
  readonly now: number
}

/** The cards to show after these: new ones at the end, ended ones in their place until nobody is about to press there. */
export function arrange(shown: readonly Card[], view: View, { isHeld, now }: ArrangeOptions): readonly Card[] {
  const waiting = new Map(waitingOf(view).map((lock) => [lock.uuid, lock]))
  const kept = shown.flatMap((card): readonly Card[] => {
    const lock = waiting.get(card.lock.uuid)
    waiting.delete(card.lock.uuid)
    if (lock) return [lock === card.lock && card.outcome === null ? card : { lock, outcome: null, leftAt: null }]
    const left = leave(card, view, now)
    return isHeld || now - (left.leftAt ?? now) < LINGER_MS ? [left] : []
  })
  const added = [...waiting.values()].map((lock): Card => ({ lock, outcome: null, leftAt: null }))
  const next = [...kept, ...added]
  return next.length === shown.length && next.every((card, index) => card === shown[index]) ? shown : next
}

function leave(card: Card, view: View, now: number): Card {
  const outcome = outcomeOf(card.lock.uuid, view)
  const isSame = card.outcome?.state === outcome.state && card.outcome.by === outcome.by
  if (isSame) return card
  // Who unlocked it is worth more than that it was claimed by whoever asked.
  const by = outcome.by ?? (outcome.state === 'claimed' ? (card.outcome?.by ?? null) : null)
  if (card.outcome?.state === outcome.state && card.outcome.by === by) return card
  return { ...card, outcome: { ...outcome, by }, leftAt: card.leftAt ?? now }
}

function outcomeOf(uuid: string, { locks, endings }: View): CardOutcome {
  const lock = locks.find((it) => it.uuid === uuid)
  if (lock) return { state: 'unlocked', by: lock.approvedBy, reason: lock.note }
  return endings.get(uuid) ?? { state: 'gone', by: null, reason: null }
}
