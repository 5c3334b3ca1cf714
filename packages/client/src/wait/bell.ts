import type { Clock } from '../clock.ts'

/** Wakes the one who waits. A ring that nobody waited for is not lost: the next wait ends at once. */
export function makeBell(clock: Clock) {
  let hasRung = false
  let wake: (() => void) | null = null
  return {
    ring(): void {
      hasRung = true
      wake?.()
    },
    /** Forgets the rings until now. */
    hush(): void {
      hasRung = false
    },
    /** Ends with the next ring, or after that many milliseconds. */
    async wait(ms: number): Promise<void> {
      if (!hasRung && ms > 0) {
        await new Promise<void>((resolve) => {
          const callOff = clock.after(ms, resolve)
          wake = () => {
            callOff()
            resolve()
          }
        })
      }
      wake = null
      hasRung = false
    },
  }
}

export type Bell = ReturnType<typeof makeBell>
