import { fields, parse, restSchemas } from '@boss-deployer/protocol'

/** What is looked for by name, as the address and the link call it. */
export const named = ['gate', 'person', 'pipeline', 'step', 'outcome', 'via', 'lock'] as const
export type Named = (typeof named)[number]

/** Which time is looked at. Days are the viewer's, `2030-01-31`, both included. */
export type Time =
  | { readonly is: 'any' }
  | { readonly is: 'last'; readonly days: number }
  | { readonly is: 'between'; readonly from: string | null; readonly until: string | null }

export interface Filters {
  readonly names: Readonly<Partial<Record<Named, string>>>
  readonly time: Time
}

export const noFilters: Filters = { names: {}, time: { is: 'any' } }
export const lastDays = [1, 7, 30, 90] as const

const DAY_MS = 24 * 60 * 60_000
const schemas = { ...restSchemas.historyQuery.shape, gate: fields.gate }

/** What an address asks for; whatever in it is not right is as if it were not there. */
export function filtersIn(search: URLSearchParams): Filters {
  const names: Partial<Record<Named, string>> = {}
  for (const name of named) {
    const said = parse(schemas[name], search.get(name) ?? undefined)
    if (said.ok && said.value !== undefined) names[name] = said.value
  }
  return { names, time: timeIn(search) }
}

function timeIn(search: URLSearchParams): Time {
  const days = lastDays.find((each) => String(each) === search.get('last'))
  if (days !== undefined) return { is: 'last', days }
  const [from, until] = [dayIn(search, 'from'), dayIn(search, 'until')]
  return from === null && until === null ? { is: 'any' } : { is: 'between', from, until }
}

function dayIn(search: URLSearchParams, name: string): string | null {
  const day = search.get(name)
  return day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && midnight(day, 0) !== null ? day : null
}

/** The address that asks for this: `?gate=shop`, or nothing. */
export function searchOf({ names, time }: Filters): string {
  const search = new URLSearchParams()
  for (const name of named) if (names[name]) search.set(name, names[name])
  if (time.is === 'last') search.set('last', String(time.days))
  if (time.is === 'between' && time.from !== null) search.set('from', time.from)
  if (time.is === 'between' && time.until !== null) search.set('until', time.until)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

export const isFiltering = ({ names, time }: Filters): boolean => Object.keys(names).length > 0 || time.is !== 'any'

/** What the link is asked for. `now`: ms since 1970; the same for all pages of one list. */
export function queryOf({ names, time }: Filters, now: number): URLSearchParams {
  const query = new URLSearchParams(names)
  if (time.is === 'last') query.set('since', new Date(now - time.days * DAY_MS).toISOString())
  if (time.is === 'between') {
    const since = time.from === null ? null : midnight(time.from, 0)
    const until = time.until === null ? null : midnight(time.until, 1)
    if (since) query.set('since', since)
    if (until) query.set('until', until)
  }
  return query
}

/** When a day of the viewer's zone begins, or one that is so many days later; null where there is no such day. */
function midnight(day: string, later: number): string | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const at = new Date(year, month - 1, date + later)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}
