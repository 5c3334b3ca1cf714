import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { durationMs, spoken } from './duration.ts'

test.each([
  ['90s', 90_000],
  ['8h', 28_800_000],
  ['1h30m', 5_400_000],
  ['30d', 2_592_000_000],
])('%s is %i ms', (text, ms) => expect(durationMs(text)).toBe(ms))

test.each(['', '0s', '8', 'h', '-1h', '1.5h', '8 h', '8H', '31d', '999999d', '1h1h1h1h1h', '8h\n'])(
  '%j is no duration',
  (text) => expect(durationMs(text)).toBeNull(),
)

test.prop([fc.string()])('any text is a duration of at most 30 days, or none', (text) => {
  const ms = durationMs(text)
  expect(ms === null || (ms > 0 && ms <= 30 * 86_400_000)).toBe(true)
})

test.each([
  [0, '0 s'],
  [999, '0 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h'],
  [93_784_000, '1 d 2 h'],
])('%i ms are %s', (ms, text) => expect(spoken(ms)).toBe(text))
