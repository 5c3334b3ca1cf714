/** How a link stops: what is under way ends first, and whoever waits for something is let go. */
export interface Leaving {
  isLeaving(): boolean
  /** Something is under way; its answer says that it has ended. */
  begin(): () => void
  /** Runs when the link is about to stop, soon when it already is; the answer takes it back. */
  onLeave(letGo: () => void): () => void
  /** Lets go whoever waits, and resolves once nothing is under way, at the latest after that time. */
  leave(withinMs: number): Promise<void>
}

export function leaving(): Leaving {
  const waiting = new Set<() => void>()
  const ended = new Set<() => void>()
  let underWay = 0
  let isOver = false

  return {
    isLeaving: () => isOver,
    begin() {
      underWay += 1
      let hasEnded = false
      return () => {
        if (hasEnded) return
        hasEnded = true
        underWay -= 1
        if (underWay === 0) for (const resolve of ended) resolve()
      }
    },
    onLeave(letGo) {
      if (isOver) queueMicrotask(letGo)
      else waiting.add(letGo)
      return () => waiting.delete(letGo)
    },
    async leave(withinMs) {
      isOver = true
      for (const letGo of waiting) letGo()
      waiting.clear()
      if (underWay === 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs)
        ended.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
  }
}
