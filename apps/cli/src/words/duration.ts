const UNITS = { s: 1_000, m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const
const LONGEST_MS = 365 * UNITS.d
const DURATION = /^([1-9][0-9]{0,8})([smhd])$/

const isUnit = (text: string | undefined): text is keyof typeof UNITS =>
  text !== undefined && Object.hasOwn(UNITS, text)

/** `90s`, `30m`, `1h` or `2d` in milliseconds, at most 365 days; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? []
  if (!isUnit(unit)) return null
  const ms = Number(count) * UNITS[unit]
  return ms <= LONGEST_MS ? ms : null
}

/** How long something took or takes, for people: `4 s`, `2 min 5 s`, `3 h 20 min`, `2 d 1 h`. */
export function sayDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3_600), Math.floor(seconds / 86_400)]
  if (minutes === 0) return `${seconds} s`
  if (hours === 0) return joined([minutes, 'min'], [seconds % 60, 's'])
  if (days === 0) return joined([hours, 'h'], [minutes % 60, 'min'])
  return joined([days, 'd'], [hours % 24, 'h'])
}

type Part = readonly [count: number, unit: string]

const joined = (large: Part, small: Part) =>
  [large, small]
    .filter(([count]) => count > 0)
    .map((part) => part.join(' '))
    .join(' ')
