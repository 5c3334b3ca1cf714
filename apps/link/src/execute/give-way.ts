const STEP_MS = 2
const MOST_MS = 50

/** Waits by chance, at most 2 ms more with each try and 50 ms in all. */
export const giveWayByChance = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(tries * STEP_MS, MOST_MS)))
