const TICK_MS = 1_000

/** The link's time as this browser knows it, ticking each second while somebody listens. */
export interface Clock {
  readonly now: () => number
  readonly subscribe: (listener: () => void) => () => void
}

/** A clock that is off the browser's own by so many milliseconds. */
export function createClock(skewMs: number): Clock {
  const read = () => Math.floor((Date.now() + skewMs) / TICK_MS) * TICK_MS
  const listeners = new Set<() => void>()
  let now = read()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    now = read()
    for (const listener of listeners) listener()
  }
  return {
    now: () => (timer === undefined ? read() : now),
    subscribe(listener) {
      listeners.add(listener)
      if (timer === undefined) {
        now = read()
        timer = setInterval(tick, TICK_MS)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
