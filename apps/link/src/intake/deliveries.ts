/** Deliveries that are remembered; the one that came first is forgotten first. */
const MAX_KNOWN = 10_000

/** What was taken already. It is known to this link until it stops: beyond that, what was asked once is one lock. */
export interface Deliveries {
  /** Whether none of these was taken before; from now on all are. */
  take(ids: readonly string[]): boolean
  /** They were not taken after all: they may come again. */
  giveBack(ids: readonly string[]): void
}

export function openDeliveries(): Deliveries {
  const known = new Set<string>()
  return {
    take(ids) {
      if (ids.some((id) => known.has(id))) return false
      for (const id of ids) known.add(id)
      for (const oldest of known) {
        if (known.size <= MAX_KNOWN) break
        known.delete(oldest)
      }
      return true
    },
    giveBack(ids) {
      for (const id of ids) known.delete(id)
    },
  }
}
