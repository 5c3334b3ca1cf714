import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { baseCurrent, colours, currentOf, mostOfPin, neededGain, piezoPeak } from './electric.ts'
import { readPins } from './pins.ts'

const pins = readPins(readFileSync(new URL('../../../firmware/board/pins.h', import.meta.url), 'utf8'))
const mostOf = (name: string): number => {
  const colour = colours.find((known) => known === name.toLowerCase())
  if (colour) return mostOfPin.colour(colour)
  if (name.startsWith('LIGHT_')) return mostOfPin.select()
  return name === 'PIEZO' ? mostOfPin.piezo() : 0
}
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

describe('the currents of the wiring, at the worst of every tolerance', () => {
  test.each(pins)('$board, $name: under the 20 mA that a pin is specified for', ({ name }) => {
    expect(mostOf(name)).toBeLessThan(20)
  })

  test('stay under the limits of the ports, even if every pin were high at once', () => {
    // ATmega328P datasheet, DC characteristics: 150 mA for C0 to C5 with D0 to D4, and for B0 to B5 with D5 to D7. The
    // ATmega328PB of newer boards has 100 mA.
    const isFirst = (port: string) => port.startsWith('PC') || (port.startsWith('PD') && Number(port[2]) <= 4)
    const first = pins.filter(({ port }) => isFirst(port)).map(({ name }) => mostOf(name))
    const second = pins.filter(({ port }) => !isFirst(port)).map(({ name }) => mostOf(name))
    expect(sum(first)).toBeLessThan(100)
    expect(sum(second)).toBeLessThan(100)
  })

  test('stay far under the 200 mA of the whole chip, which needs 15 mA itself', () => {
    expect(sum(pins.map(({ name }) => mostOf(name))) + 15).toBeLessThan(150)
  })

  test('harm no LED when the firmware stops with one light on', () => {
    for (const colour of colours) expect(currentOf(colour, 'most')).toBeLessThan(20)
  })

  test('saturate the transistor by far: it has a gain of 100 and more', () => {
    expect(neededGain()).toBeLessThan(100 / 3)
  })

  test('let every colour shine, also with the weakest supply and the LED that needs most', () => {
    for (const colour of colours) expect(currentOf(colour, 'least')).toBeGreaterThan(3)
  })

  test('are what the page says', () => {
    expect(colours.map((colour) => Math.round(currentOf(colour, 'usual')))).toEqual([14, 10, 10])
    expect(Math.round(baseCurrent('usual') * 10) / 10).toBe(4.1)
    expect(Math.round(piezoPeak())).toBe(17)
  })
})
