/** Who wants to know that the record has grown. */
export interface Followers {
  follow(onNews: () => void): Promise<() => Promise<void>>
  /** Tells all, once the append that they hear of has been answered. */
  tell(): void
}

/** Followers of a record that only this process writes. */
export function localFollowers(): Followers {
  const listeners = new Set<() => void>()
  return {
    async follow(onNews) {
      const listener = () => onNews()
      listeners.add(listener)
      return async () => {
        listeners.delete(listener)
      }
    },
    tell: () => {
      if (listeners.size === 0) return
      setImmediate(() => {
        for (const listener of listeners) listener()
      })
    },
  }
}
