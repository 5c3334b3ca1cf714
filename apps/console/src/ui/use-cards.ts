import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { arrange, type Card } from '../view/cards.ts'
import { useLive, useNow } from './context.ts'

// A pointer that has not moved for so long belongs to nobody who is about to press.
const IDLE_MS = 60_000
// Whoever presses so soon after the list moved meant what stood there before.
const SETTLE_MS = 500

export interface Cards {
  readonly cards: readonly Card[]
  readonly list: RefObject<HTMLElement | null>
  /** Whether the list moved just now, so that a press may have been meant for another card. */
  hasJustMoved(): boolean
  notePointer(): void
  /** The pointer or the focus may have left. */
  noteLeft(): void
}

/** The cards of what waits; nothing moves while a pointer or the focus is on them. */
export function useCards(): Cards {
  const { view } = useLive()
  const now = useNow()
  const list = useRef<HTMLElement>(null)
  const [cards, setCards] = useState<readonly Card[]>(() => arrange([], view, { isHeld: false, now }))
  const pointerAt = useRef(0)
  const movedAt = useRef(Number.NEGATIVE_INFINITY)

  function update() {
    const next = arrange(cards, view, { isHeld: isHeld(list.current, pointerAt.current), now })
    if (next === cards) return
    const hasShifted = next.some(({ lock }, index) => cards[index] && cards[index].lock.uuid !== lock.uuid)
    if (hasShifted) movedAt.current = performance.now()
    setCards(next)
  }
  useLayoutEffect(update)

  return {
    cards,
    list,
    hasJustMoved: () => performance.now() - movedAt.current < SETTLE_MS,
    notePointer: () => {
      pointerAt.current = performance.now()
    },
    // After the event: only then the browser says where the pointer and the focus are.
    noteLeft: () => setTimeout(update),
  }
}

function isHeld(list: HTMLElement | null, pointerAt: number): boolean {
  if (!list) return false
  if (list.matches(':focus-within') || list.querySelector('dialog[open]')) return true
  return list.matches(':hover') && performance.now() - pointerAt < IDLE_MS
}
