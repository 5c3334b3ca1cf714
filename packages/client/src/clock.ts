/** Time as an argument, so that a test can hold it. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Runs once after that many milliseconds; the answer calls it off. */
  after(ms: number, run: () => void): () => void
}

/** The longest delay that a timer of JavaScript can hold; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST_MS))
    return () => clearTimeout(timer)
  },
}
