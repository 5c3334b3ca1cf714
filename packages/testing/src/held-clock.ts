interface Timer {
  readonly at: number
  readonly run: () => void
}

/** A clock that stands still until a test moves it. */
export interface HeldClock {
  now(): number
  after(ms: number, run: () => void): () => void
  /** Moves it, and runs what falls due on the way in order; what each run sets off is done before the next. */
  advance(ms: number): Promise<void>
  /** How many timers are set: a test that ends with some has forgotten something. */
  readonly pending: number
}

/** Lets everything happen that is only waiting for its turn. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A clock for tests: no test waits for real time. */
export function heldClock(start = 0): HeldClock {
  let now = start
  const timers = new Set<Timer>()
  const next = (until: number) => [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0]
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(ms, 0), run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(ms) {
      const until = now + ms
      await settle()
      for (let timer = next(until); timer; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.run()
        await settle()
      }
      now = until
    },
    get pending() {
      return timers.size
    },
  }
}
