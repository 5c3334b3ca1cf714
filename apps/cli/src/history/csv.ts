import { historyColumns, restAnswers, toWire } from '@boss-deployer/protocol'
import { stringify } from 'csv-stringify/sync'
import { must } from '../command/problem.ts'
import type { Operator } from '../link/operator.ts'
import type { JsonRecord } from '../words/record.ts'
import type { Filters } from './filters.ts'

const PAGE = 500

/** The events that a filter lets through, as CSV, a page at a time; with what is told while they come. */
export async function* csvOf(operator: Operator, filters: Filters): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([Object.keys(historyColumns)]))
  for (let before: number | null | undefined; before !== null; ) {
    const query = { ...filters, limit: PAGE, ...(before === undefined ? {} : { before }) }
    const page = must(await operator.call('GET', '/history', { query, schema: restAnswers.history }))
    const rows = page.events.map((event) => {
      const wire: JsonRecord = toWire(event)
      return Object.values(historyColumns).map((read) => read(wire))
    })
    // A cell that begins like a formula must not become one in a spreadsheet.
    yield Buffer.from(stringify(rows, { escape_formulas: true }))
    before = page.next
  }
}
