const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long things of people last. Milliseconds. */
export const times = {
  /** A session ends then, however much it is used. */
  session: 7 * DAY_MS,
  /** A session that nobody used for so long has ended. */
  idle: 12 * HOUR_MS,
  /** Passkeys and the second factor are changed only so long after signing in. */
  fresh: HOUR_MS,
  invitation: 3 * DAY_MS,
  passwordReset: HOUR_MS,
  deviceCode: 10 * MINUTE_MS,
  /** How often a command line asks whether its code was approved. */
  devicePoll: 2_000,
  /** How often the last use of a session is written down. */
  noteUse: MINUTE_MS,
} as const

export const inSeconds = (ms: number): number => Math.floor(ms / 1_000)
