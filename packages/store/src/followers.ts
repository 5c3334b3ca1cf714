/** Who wants to know that the record has grown. */
export interface Followers {
  follow(onNews: (sequence: number | null) => void): Promise<() => Promise<void>>
  /** Tells all, once the append that they hear of has been answered. */
  tell(sequence: number): void
}

/** Followers of a record that only this process writes. */
export function localFollowers(): Followers {
  const listeners = new Set<(sequence: number) => void>()
  return {
    async follow(onNews) {
      const listener = (sequence: number) => onNews(sequence)
      listeners.add(listener)
      return async () => {
        listeners.delete(listener)
      }
    },
    tell: (sequence) => {
      if (listeners.size === 0) return
      setImmediate(() => {
        for (const listener of listeners) listener(sequence)
      })
    },
  }
}
