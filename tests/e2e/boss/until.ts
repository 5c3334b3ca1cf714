import { setTimeout as pause } from 'node:timers/promises'

/** What a test waits for comes within this, or never; generous because a busy machine is slow. */
export const SOON_MS = 15_000

/** Asks again until the answer is there; fails with the last answer at the deadline. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = SOON_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause(20)
  }
}
