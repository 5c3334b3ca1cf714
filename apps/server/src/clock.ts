import type { Moment } from './core/state.ts'

/** Time as an argument, so that a test can hold it. */
export interface Clock {
  now(): Moment
  /** Runs once after that many milliseconds; the answer calls it off. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => ({ at: performance.now(), wall: Date.now() }),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.max(ms, 0))
    return () => clearTimeout(timer)
  },
}
