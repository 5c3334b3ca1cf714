import type { Stop } from './link.ts'
import { stopping } from './stop.ts'

/** Who wants to hear of something. */
export function listenerSet<T>() {
  const listeners = new Set<(it: T) => void>()
  return {
    /** The answer stops it. */
    add(listener: (it: T) => void): Stop {
      listeners.add(listener)
      return stopping(() => listeners.delete(listener))
    },
    tell(it: T): void {
      for (const listener of [...listeners]) listener(it)
    },
  }
}
