import {
  observeWindowOffset,
  observeWindowRect,
  type VirtualItem,
  Virtualizer,
  windowScroll,
} from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from 'react'

interface Rows {
  readonly count: number
  /** How high a row is before it was measured, px. */
  readonly estimate: number
  /** Rows that are drawn above and below what is seen. */
  readonly overscan: number
  readonly keyOf: (index: number) => string | number
}

interface Drawn {
  readonly items: readonly VirtualItem[]
  /** The room that the rows above and below would take, px. */
  readonly before: number
  readonly after: number
}

export interface WindowRows extends Drawn {
  /** The ref of each drawn row, which says its number in `data-index`. */
  readonly measure: (row: Element | null) => void
}

function createWindowRows() {
  const listeners = new Set<() => void>()
  let shown: Drawn = { items: [], before: 0, after: 0 }
  const rows = new Virtualizer<Window, Element>({
    count: 0,
    estimateSize: () => 0,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    onChange: draw,
  })
  function draw() {
    const items = rows.getVirtualItems()
    const top = rows.options.scrollMargin
    const begin = (items[0]?.start ?? top) - top
    const end = (items.at(-1)?.end ?? top) - top
    shown = { items, before: begin, after: Math.max(0, rows.getTotalSize() - end) }
    for (const listener of listeners) listener()
  }
  function change(options: Partial<typeof rows.options>) {
    rows.setOptions({ ...rows.options, ...options })
    rows._willUpdate()
    draw()
  }
  return {
    measure: (row: Element | null) => rows.measureElement(row),
    snapshot: () => shown,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    mount: () => rows._didMount(),
    hold: ({ count, estimate, overscan, keyOf }: Rows) =>
      change({ count, overscan, estimateSize: () => estimate, getItemKey: keyOf }),
    /** Where the list begins in the page, px. */
    place(top: number) {
      if (top !== rows.options.scrollMargin) change({ scrollMargin: top })
    },
  }
}

/** Which rows of a long list are in the window; the list itself lies in the page and scrolls with it. */
export function useWindowRows(
  list: RefObject<HTMLElement | null>,
  { count, estimate, overscan, keyOf }: Rows,
): WindowRows {
  const [rows] = useState(createWindowRows)
  const shown = useSyncExternalStore(rows.subscribe, rows.snapshot)
  useLayoutEffect(() => rows.mount(), [rows])
  useLayoutEffect(() => {
    const place = () => rows.place((list.current?.getBoundingClientRect().top ?? 0) + scrollY)
    place()
    const observer = new ResizeObserver(place)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [list, rows])
  useLayoutEffect(() => rows.hold({ count, estimate, overscan, keyOf }), [rows, count, estimate, overscan, keyOf])
  return { ...shown, measure: rows.measure }
}
