import type { Clock } from '../clock.ts'

/** A turn runs as much, at most: between turns the process does everything else. */
const TURN_MS = 5
const EVERY_MS = 2
/** What is later than that is never made up for: a button would be felt long after. */
const MOST_BEHIND_MS = 100
const WINDOW_MS = 2_000

export interface Pace {
  /** How fast it ran lately: 1 is as fast as time. Null before that is known. */
  speed(): number | null
  stop(): void
}

/** Lets something that has a time of its own run as fast as the clock's, as far as the machine can. */
export function startPace(run: (ms: number) => void, clock: Clock): Pace {
  let ranUntil = clock.now()
  let windowFrom = clock.now()
  let ran = 0
  let speed: number | null = null
  let cancel = () => {}

  function turn() {
    const now = clock.now()
    ranUntil = Math.max(ranUntil, now - MOST_BEHIND_MS)
    const ms = Math.min(now - ranUntil, TURN_MS)
    run(ms)
    ranUntil += ms
    ran += ms
    if (now - windowFrom >= WINDOW_MS) {
      speed = ran / (now - windowFrom)
      windowFrom = now
      ran = 0
    }
    cancel = clock.after(clock.now() - ranUntil > EVERY_MS ? 0 : EVERY_MS, turn)
  }

  turn()
  return {
    speed: () => speed,
    stop: () => cancel(),
  }
}
