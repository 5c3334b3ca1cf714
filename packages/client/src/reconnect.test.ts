import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { leavingPauseOf, pauseOf } from './reconnect.ts'

test.prop([fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true })])(
  'a pause is never shorter than half the least and never longer than the most',
  (attempt, random) => {
    const pause = pauseOf(attempt, [100, 5_000], random)
    expect(pause).toBeGreaterThanOrEqual(50)
    expect(pause).toBeLessThanOrEqual(5_000)
  },
)

test.prop([fc.nat(30_000), fc.double({ min: 0, max: 1, noNaN: true })])(
  'clients of a link that stops spread themselves over the time that it gives them',
  (withinMs, random) => {
    const pause = leavingPauseOf(withinMs, random)
    expect(pause).toBeGreaterThanOrEqual(0)
    expect(pause).toBeLessThanOrEqual(withinMs)
  },
)
