import { type RefObject, useLayoutEffect, useState } from 'react'
import type { EventView } from '../view/view.ts'

export interface Settled {
  readonly shown: readonly EventView[]
  /** How many newer ones are held back. */
  readonly hidden: number
  showAll(): void
}

/** New entries wait while somebody reads or is about to press in the list; older ones come at the end at once. */
export function useSettled(events: readonly EventView[], list: RefObject<HTMLElement | null>): Settled {
  const newest = events[0]?.sequence ?? 0
  const [upTo, setUpTo] = useState(newest)
  useLayoutEffect(() => {
    const isHeld = upTo > 0 && list.current?.matches(':hover, :focus-within') === true
    if (!isHeld && upTo !== newest) setUpTo(newest)
  })
  const shown = events.filter(({ sequence }) => sequence <= upTo)
  return { shown, hidden: events.length - shown.length, showAll: () => setUpTo(newest) }
}
