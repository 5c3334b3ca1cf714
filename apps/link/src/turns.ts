/** Does one piece of work after another, in the order in which they came; one that fails holds up none. */
export function openTurns(): <It>(work: () => Promise<It>) => Promise<It> {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}
