import type { EventView } from '../../view/view.ts'

/** What stands in the list: the name of a day, then what happened on it, newest first. */
export type Row =
  | { readonly is: 'day'; readonly key: string; readonly at: string }
  | { readonly is: 'event'; readonly key: number; readonly event: EventView }

/** The rows of events, newest first, with a heading wherever another day of the viewer's zone begins. */
export function rowsOf(events: readonly EventView[]): readonly Row[] {
  const rows: Row[] = []
  let last = ''
  for (const event of events) {
    const day = new Date(event.at).toDateString()
    if (day !== last) rows.push({ is: 'day', key: day, at: event.at })
    last = day
    rows.push({ is: 'event', key: event.sequence, event })
  }
  return rows
}
