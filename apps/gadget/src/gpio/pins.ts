import * as z from 'zod/mini'

const line = z.int().check(z.gte(0), z.lte(63))
const isEachOnce = (it: Readonly<Record<string, number | string>>) =>
  new Set(Object.values(it)).size === Object.keys(it).length

/** Which line of which chip each button and each colour is on: BCM numbers on a Raspberry Pi. */
export const pins = z
  .strictObject({
    chip: z.string().check(z.regex(/^gpiochip\d{1,2}$/, 'is a chip such as gpiochip0')),
    unlock: line,
    release: line,
    block: line,
    red: line,
    green: line,
    blue: line,
  })
  .check(z.refine(isEachOnce, 'names a line twice'))
export type Pins = z.infer<typeof pins>

/** Six lines without another duty, beside each other on the header (docs/gpio.md). */
export const usualPins: Pins = { chip: 'gpiochip0', unlock: 17, release: 27, block: 22, red: 23, green: 24, blue: 25 }
