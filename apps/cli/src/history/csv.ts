import { restAnswers, toWire } from '@boss-deployer/protocol'
import { stringify } from 'csv-stringify/sync'
import { must } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import { field, isRecord, type JsonRecord } from '../words/record.ts'
import type { Filters } from './filters.ts'

const PAGE = 500

const nested = (record: string, name: string) => (event: JsonRecord) => {
  const value = event[record]
  return isRecord(value) ? field(value, name) : null
}
const own = (name: string) => (event: JsonRecord) => {
  const value = event[name]
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

/** For people: one event a row, newest first. */
const columns: Readonly<Record<string, (event: JsonRecord) => string | number | null>> = {
  sequence: own('sequence'),
  at: own('at'),
  type: own('type'),
  gate: own('gate'),
  by: nested('by', 'name'),
  by_id: nested('by', 'id'),
  via: nested('by', 'via'),
  device: nested('by', 'device'),
  lock: own('lock'),
  pipeline: own('pipeline'),
  step: own('step'),
  commit: own('commit'),
  mode: own('to'),
  outcome: own('outcome'),
  reason: (event) => own('reason')(event) ?? own('note')(event),
}

/** The events that a filter lets through, as CSV, a page at a time; with what is told while they come. */
export async function* csvOf(operator: Operator, filters: Filters): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([Object.keys(columns)]))
  for (let before: number | null | undefined; before !== null; ) {
    const query = { ...filters, limit: PAGE, ...(before === undefined ? {} : { before }) }
    const page = must(await operator.call('GET', '/history', { query, schema: restAnswers.history }))
    const rows = page.events.map((event) => {
      const wire: JsonRecord = toWire(event)
      return Object.values(columns).map((read) => read(wire))
    })
    // A cell that begins like a formula must not become one in a spreadsheet.
    yield Buffer.from(stringify(rows, { escape_formulas: true }))
    before = page.next
  }
}
