import type { Clock } from '../clock.ts'

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** A token bucket: true while the caller keeps within its rate. */
export function bucket({ perSecond, burst }: Rate, clock: Clock): () => boolean {
  let tokens = burst
  let last = clock()
  return () => {
    const now = clock()
    tokens = Math.min(burst, tokens + ((now - last) / 1_000) * perSecond)
    last = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
