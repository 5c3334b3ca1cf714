import { useState, useSyncExternalStore } from 'react'
import type { EventView } from '../view/view.ts'
import { type Page, usePage } from './context.ts'
import { createHeld, type Held, type Source } from './held.ts'

export interface Settled {
  readonly shown: readonly EventView[]
  /** How many newer ones are held back. */
  readonly hidden: number
  readonly showAll: () => void
  readonly watch: Held<unknown>['watch']
}

/** Up to which event the history is shown: the newest, or the one that was when somebody came to read. */
function createSettled({ live, clock }: Page) {
  const askers = new Set<() => void>()
  const asked: Source = {
    subscribe(listener) {
      askers.add(listener)
      return () => askers.delete(listener)
    },
  }
  let wantsAll = false
  const newest = () => live.snapshot().log.events[0]?.sequence ?? 0
  const held = createHeld<number>({
    sources: [live, clock, asked],
    first: newest(),
    next: (shown, isHeld) => (isHeld && shown > 0 && !wantsAll ? shown : newest()),
  })
  function showAll() {
    wantsAll = true
    for (const tell of askers) tell()
    wantsAll = false
  }
  return { held, showAll }
}

/** New entries wait while somebody reads or is about to press in the list; older ones come at the end at once. */
export function useSettled(events: readonly EventView[]): Settled {
  const page = usePage()
  const [{ held, showAll }] = useState(() => createSettled(page))
  const upTo = useSyncExternalStore(held.subscribe, held.snapshot)
  const shown = events.filter(({ sequence }) => sequence <= upTo)
  return { shown, hidden: events.length - shown.length, showAll, watch: held.watch }
}
