import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { parseDuration, sayDuration } from './duration.ts'

describe('a duration on the command line', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['1h', 3_600_000],
    ['2d', 172_800_000],
    ['365d', 31_536_000_000],
  ])('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  test.each([
    '',
    '0s',
    '30',
    'm',
    '30 m',
    ' 30m',
    '30m ',
    '1.5h',
    '-1s',
    '+1s',
    '01s',
    '1H',
    '1h30m',
    '1e3s',
    '366d',
    '٣s',
  ])('%j is refused', (text) => expect(parseDuration(text)).toBeNull())

  test.prop([fc.string({ unit: 'binary' })])('anything else is refused, never guessed', (text) => {
    const ms = parseDuration(text)
    expect(ms === null || (/^[1-9]\d*[smhd]$/.test(text) && ms > 0)).toBe(true)
  })
})

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [4_200, '4 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [12_000_000, '3 h 20 min'],
  [176_400_000, '2 d 1 h'],
])('%d ms is said as %s', (ms, words) => expect(sayDuration(ms)).toBe(words))
