import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Lighting, lightingOf } from '../lighting.ts'
import { isMoving, LIGHTS, levelOf } from './levels.ts'

const nothing = { pending: null, down: null, fillMs: 700 }
const lightingAt = (state: Parameters<typeof lightingOf>[0]['state'], turnMs = 1_000) =>
  lightingOf({ state, turnMs }, nothing)
const levels = (lighting: Lighting, since: number, isStill = false) =>
  Array.from({ length: LIGHTS }, (_, place) => levelOf(lighting, place, since, isStill))

const someLighting = fc.record({
  name: fc.constant('is-idle' as const),
  colour: fc.constant('blue' as const),
  motion: fc.constantFrom('still', 'one', 'slide', 'flash', 'fill'),
  ms: fc.integer({ min: 50, max: 10_000 }),
} as const)

describe('the lights', () => {
  test.prop([someLighting, fc.nat({ max: 100_000 }), fc.boolean()])(
    'are between dark and full, ever',
    (it, since, isStill) => {
      for (const level of levels(it, since, isStill)) expect(level).toSatisfy((is: number) => is >= 0 && is <= 1)
    },
  )

  test.prop([someLighting, fc.nat({ max: 100_000 })])(
    'that do not move by themselves stay as they are',
    (it, since) => {
      if (!isMoving(it, true)) expect(levels(it, since, true)).toEqual(levels(it, 0, true))
    },
  )

  test('run round while something waits: each is as the one before it was a fifth of a round ago', () => {
    const locked = lightingAt('locked')
    expect(locked).toMatchObject({ name: 'is-locked', colour: 'blue' })
    const [first = 0, second = 0] = levels(locked, 200)
    expect(second).toBeCloseTo(1)
    expect(first).toBeLessThan(0.75)
    for (const [place, level] of levels(locked, 1_200).entries())
      expect(level).toBeCloseTo(levels(locked, 200)[place] ?? 0)
  })

  test('fill up under a finger, one after another, until it has been held long enough', () => {
    const filling = lightingOf({ state: 'locked', turnMs: 1_000 }, { ...nothing, down: 'green' })
    expect(filling).toMatchObject({ name: 'fills-green', colour: 'green', ms: 700 })
    expect(levels(filling, 0)).toEqual([0, 0, 0, 0, 0])
    expect(levels(filling, 300)).toEqual([1, 1, 0, 0, 0])
    expect(levels(filling, 700)).toEqual([1, 1, 1, 1, 1])
  })

  test('hold the colour of a press that is on its way, whatever else there is', () => {
    const sent = lightingOf({ state: 'blocked', turnMs: 1_000 }, { pending: 'release', down: 'red', fillMs: 700 })
    expect(sent).toMatchObject({ name: 'is-release', colour: 'green', motion: 'still' })
  })

  test.each([
    ['away', 'amber', [1, 1, 1, 1, 1]],
    ['idle', 'blue', [0.35, 0, 0, 0, 0]],
    ['blocked', 'red', [1, 1, 1, 1, 1]],
    ['released', 'green', [1, 1, 1, 1, 1]],
  ] as const)('show %s without moving for who wants that: %s', (state, colour, still) => {
    expect(lightingAt(state).colour).toBe(colour)
    expect(levels(lightingAt(state), 123, true)).toEqual(still)
  })
})
