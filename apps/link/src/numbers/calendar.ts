/** When people are at work: where nobody has said otherwise, Monday to Friday from nine to six. */
export const workingHours = { days: [1, 2, 3, 4, 5], from: 9, until: 18 } as const

export interface Moment {
  /** `2030-01-31`, in the zone. */
  readonly day: string
  readonly isWorkingTime: boolean
}

/** Every zone's days and hours change at a quarter of an hour. */
const QUARTER_MS = 15 * 60_000
const MOST_KEPT = 50_000

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Reads times in an IANA time zone; null where there is no such zone. Times are ms since 1970. */
export function calendarOf(timeZone: string): ((at: number) => Moment) | null {
  const format = formatOf(timeZone)
  if (!format) return null
  const read = (at: number): Moment => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const hour = Number(parts.get('hour'))
    const weekday = weekdays.indexOf(parts.get('weekday') ?? '')
    return {
      day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
      isWorkingTime:
        workingHours.days.some((day) => day === weekday) && hour >= workingHours.from && hour < workingHours.until,
    }
  }
  const known = new Map<number, Moment>()
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS)
    const moment = known.get(quarter) ?? read(quarter * QUARTER_MS)
    if (known.size < MOST_KEPT) known.set(quarter, moment)
    return moment
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', hourCycle: 'h23' },
    })
  } catch {
    return null
  }
}
