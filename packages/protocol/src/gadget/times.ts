/** Bounds of the times that a press and a watch go by, milliseconds. */
export const gadgetTimes = {
  heartbeat: 2_000,
  missedHeartbeats: 2,
  unlockFrom: 30,
  releaseFrom: 700,
  blockFrom: 700,
  defaultFrom: 1_500,
  /** A press answers the head that was shown this long before it. */
  shownFor: 500,
} as const

/** Rows of [from here on, milliseconds]: the first row that is reached counts. */
type Tiers = readonly (readonly [from: number, value: number])[]
const tier = (tiers: Tiers, at: number): number => (tiers.find(([from]) => at >= from) ?? tiers.at(-1) ?? [0, 0])[1]

const MINUTE = 60_000
const byAge: Tiers = [
  [30 * MINUTE, 700],
  [10 * MINUTE, 1_000],
  [2 * MINUTE, 1_400],
  [0, 2_000],
]
const byQueue: Tiers = [
  [6, 0.5],
  [3, 0.7],
  [2, 0.85],
  [0, 1],
]
const byRest: Tiers = [
  [30 * MINUTE, 900],
  [10 * MINUTE, 1_300],
  [3 * MINUTE, 2_000],
  [MINUTE, 3_000],
  [0, 4_500],
]

/** How long blue takes for one round, milliseconds: faster the longer the head waits, and the more wait behind it. */
export const roundMs = (ageMs: number, queueLength: number): number => tier(byAge, ageMs) * tier(byQueue, queueLength)

/** How long one green flash takes, milliseconds: slower as the end of the release comes. */
export const flashMs = (restMs: number): number => tier(byRest, restMs)
