import { describe, expect, test } from 'vitest'
import type { EventView } from '../view/view.ts'
import { emptyLog, oldestOf, withNewer, withOlder } from './log.ts'

const by = { id: 'person:ada', name: 'Ada', via: 'console', device: null }
const event = (sequence: number): EventView => ({ sequence, type: 'unlocked', at: '2026-01-02T03:04:05.000Z', by })
const sequences = (events: readonly EventView[]) => events.map(({ sequence }) => sequence)

describe('the record on the page', () => {
  const read = withOlder(emptyLog, { events: [event(9), event(8)], more: true })

  test('is newest first, whatever order it came in, each event once', () => {
    const log = withNewer(withOlder(read, { events: [event(7), event(6)], more: true }), [
      event(10),
      event(11),
      event(9),
    ])
    expect(sequences(log.events)).toEqual([11, 10, 9, 8, 7, 6])
  })

  test('begins at the head, then goes on before the oldest', () => {
    expect(oldestOf(withNewer(emptyLog, [event(3)]))).toBeNull()
    expect(oldestOf(read)).toBe(8)
  })

  test('ends with a page that says so, or that holds nothing', () => {
    expect(read.more).toBe(true)
    expect(withOlder(read, { events: [event(7)], more: false }).more).toBe(false)
    expect(withOlder(read, { events: [], more: true }).more).toBe(false)
  })
})
