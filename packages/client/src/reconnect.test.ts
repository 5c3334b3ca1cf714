import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { pauseOf } from './reconnect.ts'

test.prop([fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true })])(
  'a pause is never shorter than half the least and never longer than the most',
  (attempt, random) => {
    const pause = pauseOf(attempt, [100, 5_000], random)
    expect(pause).toBeGreaterThanOrEqual(50)
    expect(pause).toBeLessThanOrEqual(5_000)
  },
)
