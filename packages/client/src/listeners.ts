/** Who wants to hear of something. */
export function listenerSet<T>() {
  const listeners = new Set<(it: T) => void>()
  return {
    /** The answer stops it. */
    add(listener: (it: T) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(it: T): void {
      for (const listener of [...listeners]) listener(it)
    },
  }
}
