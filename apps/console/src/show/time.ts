import type { Words } from '../words/words.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const units = [
  { ms: DAY, name: 'd', long: 'day' },
  { ms: HOUR, name: 'h', long: 'hour' },
  { ms: MINUTE, name: 'min', long: 'minute' },
  { ms: SECOND, name: 's', long: 'second' },
] as const

function parts(ms: number): { readonly at: number; readonly first: number; readonly second: number } {
  const at = units.findIndex((unit) => ms >= unit.ms)
  const index = at < 0 ? units.length - 1 : at
  const unit = units[index]?.ms ?? SECOND
  const next = units[index + 1]?.ms
  return { at: index, first: Math.floor(ms / unit), second: next ? Math.floor((ms % unit) / next) : 0 }
}

/** A duration in at most two units, whole and rounded down: `42 s`, `3 min 12 s`, `2 h`, `3 d 4 h`. */
export function duration(ms: number): string {
  const { at, first, second } = parts(Math.max(0, ms))
  const head = `${first} ${units[at]?.name}`
  return second > 0 ? `${head} ${second} ${units[at + 1]?.name}` : head
}

/** The same for what ticks: seconds only while they matter, the first quarter of an hour. */
export function roughly(ms: number): string {
  if (ms < 15 * MINUTE) return duration(ms)
  if (ms < DAY) return duration(Math.floor(ms / MINUTE) * MINUTE)
  return duration(Math.floor(ms / HOUR) * HOUR)
}

/** The page's own language; outside of a page the machine's. */
const localeHere = (): string | undefined =>
  typeof document === 'undefined' ? undefined : document.documentElement.lang

const formats = new Map<string, Intl.DateTimeFormat>()

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(localeHere(), options)
  formats.set(name, made)
  return made
}

/** The exact time in the viewer's zone, with the zone's name. */
export const exactTime = (iso: string): string =>
  format('exact', {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(Date.parse(iso))

export const clockTime = (iso: string): string =>
  format('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(Date.parse(iso))

const dayOf = (ms: number): string =>
  format('day-key', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)

/** The day in the viewer's zone: `Today`, `Yesterday` in the viewer's words, else its date. */
export function dayName(iso: string, now: number, words: Pick<Words['time'], 'today' | 'yesterday'>): string {
  const at = Date.parse(iso)
  if (dayOf(at) === dayOf(now)) return words.today
  if (dayOf(at) === dayOf(now - DAY)) return words.yesterday
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return format(isThisYear ? 'day' : 'day-year', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(at)
}

/** The time alone on the same day, else with its day: when a release ends. */
export function endTime(iso: string, now: number): string {
  const isToday = dayOf(Date.parse(iso)) === dayOf(now)
  return isToday
    ? clockTime(iso)
    : format('end', {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }).format(Date.parse(iso))
}
