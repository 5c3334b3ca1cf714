import type { Clock } from '../clock.ts'

export interface AttemptRule {
  readonly max: number
  readonly forMs: number
}

/** At most so many names are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 10_000

export interface Attempts {
  /** Counts an attempt; false when there were too many within the time. */
  readonly mayTry: (name: string) => boolean
  forget(name: string): void
}

/** How often somebody tried, by account or by address. Bounded in memory; a restart begins anew. */
export function countAttempts({ max, forMs }: AttemptRule, clock: Clock): Attempts {
  const tried = new Map<string, { count: number; readonly since: number }>()
  return {
    mayTry(name) {
      const now = clock()
      const known = tried.get(name)
      const mine = known && now - known.since < forMs ? known : { count: 0, since: now }
      mine.count += 1
      tried.delete(name)
      tried.set(name, mine)
      if (tried.size > MAX_REMEMBERED) for (const oldest of [...tried.keys()].slice(0, 1)) tried.delete(oldest)
      return mine.count <= max
    },
    forget: (name) => void tried.delete(name),
  }
}
