import { useState, useSyncExternalStore } from 'react'
import { arrange, type Card } from '../view/cards.ts'
import { type Page, usePage } from './context.ts'
import { createHeld, type Held } from './held.ts'

// Whoever presses so soon after the list moved meant what stood there before.
const SETTLE_MS = 500

interface CardList {
  readonly held: Held<readonly Card[]>
  /** Whether the list moved just now, so that a press may have been meant for another card. */
  readonly hasJustMoved: () => boolean
}

function createCardList({ live, clock }: Page): CardList {
  let movedAt = Number.NEGATIVE_INFINITY
  const next = (shown: readonly Card[], isHeld: boolean) =>
    arrange(shown, live.snapshot().view, { isHeld, now: clock.now() })
  const held = createHeld<readonly Card[]>({
    sources: [live, clock],
    first: next([], false),
    next,
    onChange(before, after) {
      const hasMoved = before.some(({ lock }, index) => after[index]?.lock.uuid !== lock.uuid)
      if (hasMoved) movedAt = performance.now()
    },
  })
  return { held, hasJustMoved: () => performance.now() - movedAt < SETTLE_MS }
}

export interface Cards {
  readonly cards: readonly Card[]
  readonly watch: Held<unknown>['watch']
  readonly hasJustMoved: () => boolean
}

/** The cards of what waits; nothing moves while a pointer or the focus is on them. */
export function useCards(): Cards {
  const page = usePage()
  const [{ held, hasJustMoved }] = useState(() => createCardList(page))
  const cards = useSyncExternalStore(held.subscribe, held.snapshot)
  return { cards, watch: held.watch, hasJustMoved }
}
