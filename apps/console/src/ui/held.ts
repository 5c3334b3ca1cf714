/** What a held value is made of: things that change. */
export interface Source {
  readonly subscribe: (listener: () => void) => () => void
}

/** A value that waits while a pointer or the focus is on the part of the page that shows it. */
export interface Held<T> extends Source {
  readonly snapshot: () => T
  /** The part of the page, as a ref. */
  readonly watch: (element: HTMLElement | null) => (() => void) | undefined
}

interface HeldOptions<T> {
  readonly sources: readonly Source[]
  readonly first: T
  /** The value after the sources changed: the very same one where nothing did. */
  readonly next: (shown: T, isHeld: boolean) => T
  readonly onChange?: (before: T, after: T) => void
}

// A pointer that has not moved for so long belongs to nobody who is about to press.
const IDLE_MS = 60_000

/** Keeps a value up to date with its sources, telling it whether somebody is about to press where it is shown. */
export function createHeld<T>({ sources, first, next, onChange }: HeldOptions<T>): Held<T> {
  let value = first
  let part: HTMLElement | null = null
  let pointerAt = Number.NEGATIVE_INFINITY
  const listeners = new Set<() => void>()
  let stops: readonly (() => void)[] = []

  function isHeld(): boolean {
    if (!part) return false
    if (part.matches(':focus-within') || part.querySelector('dialog[open]')) return true
    return part.matches(':hover') && performance.now() - pointerAt < IDLE_MS
  }

  function update() {
    const before = value
    value = next(before, isHeld())
    if (value === before) return
    onChange?.(before, value)
    for (const listener of listeners) listener()
  }

  const notePointer = () => {
    pointerAt = performance.now()
  }
  // After the event: only then the browser says where the pointer and the focus are.
  const noteLeft = () => setTimeout(update)

  return {
    snapshot: () => value,
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) {
        stops = sources.map((source) => source.subscribe(update))
        update()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) for (const stop of stops) stop()
      }
    },
    watch(element) {
      part = element
      if (!element) return undefined
      const pointerEvents = ['pointermove', 'pointerdown', 'pointerenter'] as const
      for (const name of pointerEvents) element.addEventListener(name, notePointer)
      element.addEventListener('pointerleave', noteLeft)
      element.addEventListener('focusout', noteLeft)
      return () => {
        part = null
        for (const name of pointerEvents) element.removeEventListener(name, notePointer)
        element.removeEventListener('pointerleave', noteLeft)
        element.removeEventListener('focusout', noteLeft)
      }
    },
  }
}
