import { expect, test } from 'vitest'
import type { Fetch } from '../../api/rest.ts'
import { exportEvents, type Format } from './export.ts'

const by = { id: 'person:ada', name: '=Ada "the boss"', via: 'console', device: null }
const lock = '0199d8a0-7f2b-7c3d-8e4f-5a6b7c8d9e0f'
const event = (sequence: number) => ({
  ...{ sequence, type: 'unlocked', at: '2030-01-01T00:00:00.000Z', gate: 'shop', by, lock, note: 'go,\nnow' },
})

/** A link with three pages, of which the second is empty: it looked at all it may. */
const link: Fetch = async (path) => {
  const before = new URL(path, 'http://link').searchParams.get('before')
  const page =
    before === null ? { from: 9, next: 8 } : before === '8' ? { from: null, next: 5 } : { from: 4, next: null }
  const events = page.from === null ? [] : [event(page.from), event(page.from - 1)]
  return new Response(JSON.stringify({ events, locks: [], more: page.next !== null, next: page.next }))
}

async function exported(format: Format) {
  const told: number[] = []
  const signal = new AbortController().signal
  const query = new URLSearchParams()
  const result = await exportEvents({ fetch: link, query, format, onProgress: (events) => told.push(events), signal })
  return { text: await result?.file.text(), told, result }
}

test('a table has a head and a row for each event of every page, with nothing that a spreadsheet would run', async () => {
  const { text = '', told, result } = await exported('csv')
  expect(text.startsWith('sequence,at,type,gate,by,')).toBe(true)
  expect(text.match(/^\d,2030/gm)).toEqual(['9,2030', '8,2030', '4,2030', '3,2030'])
  expect(text).toContain('"\'=Ada ""the boss"""')
  expect(told).toEqual([2, 2, 4])
  expect(result).toMatchObject({ events: 4, isWhole: true })
})

test('a list is JSON of the events as the link says them', async () => {
  const { text = '' } = await exported('json')
  expect(JSON.parse(text)).toEqual([event(9), event(8), event(4), event(3)])
})

test('is left when it is told to stop', async () => {
  const options = { fetch: link, query: new URLSearchParams(), format: 'csv' as const, onProgress: () => undefined }
  expect(await exportEvents({ ...options, signal: AbortSignal.abort() })).toBeNull()
})
