import { heldClock } from '@boss-deployer/testing'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { lightsAt } from '../core/lights.ts'
import { initialState } from '../core/state.ts'
import { readChange } from './buttons.ts'
import { type Colour, colourOf, driveLight } from './light.ts'
import { pins, usualPins } from './pins.ts'

describe('a line of what watches the buttons', () => {
  test.each([
    ['17 0', { button: 'unlock', isDown: true }],
    ['22 1', { button: 'block', isDown: false }],
    [' 27 0 ', { button: 'release', isDown: true }],
    ['23 0', null],
    ['17', null],
    ['', null],
  ])('"%s"', (line, change) => expect(readChange(line, usualPins, '0')).toEqual(change))

  property.prop([fc.string()])('that is anything else is nothing', (line) => {
    const change = readChange(line, usualPins, '0')
    if (!/^ *(17|22|27) +\d *$/.test(line)) expect(change).toBeNull()
  })
})

test('a line cannot be two things', () => {
  expect(pins.safeParse(usualPins).success).toBe(true)
  expect(pins.safeParse({ ...usualPins, red: 17 }).success).toBe(false)
  expect(pins.safeParse({ ...usualPins, chip: '/dev/mem' }).success).toBe(false)
})

test('one light says what the ring of five says, as far as it can', () => {
  const lights = lightsAt(initialState({ id: 'desk', gate: 'root', boot: 1, macKey: '', pressKey: '' }, 0), 1_300)
  expect(colourOf('seeking', lights, 1_300)).toEqual([1, 1, 1])
  expect(colourOf('idle', lights, 3_050)).toEqual([0, 0, 1])
  expect(colourOf('idle', lights, 4_000)).toEqual([0, 0, 0])
})

test('a light whose program always dies is given up, also while it blinks', async () => {
  const clock = heldClock()
  const ends: boolean[] = []
  const dies = (): readonly [string] => ['false']
  let colour: Colour = [0, 0, 0]
  const stop = driveLight({
    ...{ pins: usualPins, tools: { watch: dies, falling: '0', hold: dies }, clock, colour: () => colour },
    onLost: ({ isGivenUp }) => void ends.push(isGivenUp),
  })
  const blink = async () => {
    colour = [0, 0, colour[2] === 0 ? 1 : 0]
    await clock.advance(100)
    return ends.length
  }
  await expect.poll(blink, { timeout: 20_000 }).toBeGreaterThanOrEqual(6)
  expect(ends.slice(0, 6)).toEqual([false, false, false, false, false, true])
  await stop()
})
