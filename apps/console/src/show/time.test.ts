import { describe, expect, test } from 'vitest'
import { first } from '../words/en/first.tsx'
import { dayName, duration, roughly } from './time.ts'

const s = 1_000
const min = 60 * s
const h = 60 * min

describe('durations', () => {
  test.each([
    [0, '0 s'],
    [-5 * s, '0 s'],
    [999, '0 s'],
    [42 * s, '42 s'],
    [60 * s, '1 min'],
    [3 * min + 12 * s, '3 min 12 s'],
    [2 * h, '2 h'],
    [2 * h + 5 * min + 59 * s, '2 h 5 min'],
    [76 * h, '3 d 4 h'],
  ])('%i ms reads %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  test('what ticks drops the seconds once they no longer matter', () => {
    expect(roughly(14 * min + 3 * s)).toBe('14 min 3 s')
    expect(roughly(16 * min + 3 * s)).toBe('16 min')
    expect(roughly(25 * h + 3 * min)).toBe('1 d 1 h')
  })
})

describe('days', () => {
  const now = new Date(2026, 4, 12, 10, 0).getTime()
  const at = (day: number, hour: number) => new Date(2026, 4, day, hour).toISOString()

  test('are named from where the viewer is', () => {
    expect(dayName(at(12, 0), now, first.time)).toBe('Today')
    expect(dayName(at(11, 23), now, first.time)).toBe('Yesterday')
    expect(dayName(at(10, 23), now, first.time)).toContain('10')
    expect(dayName(new Date(2024, 1, 2).toISOString(), now, first.time)).toContain('2024')
  })
})
