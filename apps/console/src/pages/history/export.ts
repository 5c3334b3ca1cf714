import { historyColumns, toWire } from '@boss-deployer/protocol'
import type { Fetch } from '../../api/rest.ts'
import type { EventView } from '../../view/view.ts'
import { readPage } from './read.ts'

export const formats = ['csv', 'json'] as const
export type Format = (typeof formats)[number]

export interface Exporting {
  readonly fetch: Fetch
  readonly query: URLSearchParams
  readonly format: Format
  readonly onProgress: (events: number) => void
  readonly signal: AbortSignal
}

export interface Exported {
  readonly file: Blob
  readonly events: number
  /** False where there were more than one file holds. */
  readonly isWhole: boolean
}

const PAGE = 500
export const MOST_EVENTS = 250_000

interface Parts {
  readonly type: string
  readonly begin: string
  readonly event: (event: EventView) => string
  readonly between: string
  readonly end: string
}

async function csv(): Promise<Parts> {
  const { stringify } = await import('csv-stringify/browser/esm/sync')
  return {
    type: 'text/csv',
    begin: stringify([Object.keys(historyColumns)]),
    event(event) {
      const wire = toWire<Record<string, unknown>>(event)
      // A cell that begins like a formula must not become one in a spreadsheet.
      return stringify([Object.values(historyColumns).map((read) => read(wire))], { escape_formulas: true })
    },
    ...{ between: '', end: '' },
  }
}

const json = async (): Promise<Parts> => ({
  ...{ type: 'application/json', begin: '[\n', between: ',\n', end: '\n]\n' },
  event: (event) => JSON.stringify(toWire(event)),
})

const partsOf: Readonly<Record<Format, () => Promise<Parts>>> = { csv, json }

/**
 * A file of what a query finds, newest first, a page at a time; null when it was told to stop.
 * @throws Refused
 */
export async function exportEvents({ fetch, query, format, onProgress, signal }: Exporting): Promise<Exported | null> {
  const { type, begin, event, between, end } = await partsOf[format]()
  // Bytes already made are the browser's to keep, on disk where they are many.
  const file: BlobPart[] = [begin]
  let events = 0
  for (let before: number | null | undefined; before !== null && events < MOST_EVENTS; ) {
    if (signal.aborted) return null
    const page = await readPage(fetch, { query, before: before ?? null, limit: PAGE })
    if (page.events.length > 0) file.push(new Blob([events > 0 ? between : '', page.events.map(event).join(between)]))
    events += page.events.length
    before = page.next
    onProgress(events)
    if (before !== null && events >= MOST_EVENTS) return made(false)
  }
  return made(true)

  function made(isWhole: boolean): Exported {
    return { file: new Blob([...file, end], { type }), events, isWhole }
  }
}
