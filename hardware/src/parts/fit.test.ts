import { describe, expect, test } from 'vitest'
import { boardHoles, boardWithShield, portHeights, portsAt } from '../case/board.ts'
import { block } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { cut, cylinder, move, rotate, type Shape } from '../case/shape.ts'
import { shared } from '../testing/solids.ts'
import { displayModule } from './body.ts'
import { snapSwitch } from './collar.ts'
import { mushroomAt, onBody, parts, retainerAt } from './parts.ts'

/** What two faces that touch share through rounding, in cubic millimetres. */
const touch = 0.001

const placed = parts.flatMap(({ name, placed: copies }) =>
  copies.map((shape, copy) => ({ name: `${name} ${copy + 1}`, shape })),
)
const named = (name: string): Shape => {
  const found = placed.find((part) => part.name === `${name} 1`)
  if (!found) throw new Error(`there is no ${name}`)
  return found.shape
}
const pushButton = (side: number): Shape =>
  move(rotate(cylinder(mm('buttonHole') / 2 - 0.1, mm('buttonDepth')), [0, -side * 90, 0]), [
    side * mm('sideFlat'),
    0,
    mm('buttonHeight'),
  ])
const perfboard = move(block([mm('perfboardWidth') - 0.4, mm('perfboardLength') - 0.4, 14]), [0, -36, mm('plate')])

const bought = [
  { name: 'board with shield and plugs', shape: boardWithShield() },
  { name: 'snap switch', shape: onBody(snapSwitch()) },
  { name: 'display', shape: displayModule() },
  { name: 'green push button', shape: pushButton(-1) },
  { name: 'red push button', shape: pushButton(1) },
  { name: 'perforated board', shape: perfboard },
]

const everything = [...placed, ...bought]

describe('nothing is where something else is', () => {
  test.each(everything)('the $name', ({ name, shape }) => {
    const met = everything.filter((other) => other.name !== name && shared(shape, other.shape) >= touch)
    expect(met.map((other) => other.name)).toEqual([])
  })
})

describe('the board', () => {
  const grown = (by: number) => [-by, by].flatMap((x) => [-by, by].map((y) => move(boardWithShield(), [x, y, 0])))

  test('has half a millimetre of room in the body, all round', () => {
    for (const board of grown(0.5)) expect(shared(named('body'), board)).toBeLessThan(touch)
  })

  test('meets the wall with its sockets: a little more and it would not fit', () => {
    expect(shared(named('body'), move(boardWithShield(), [0, 1, 0]))).toBe(0)
    expect(shared(named('base'), move(boardWithShield(), [0, 0, -0.5]))).toBeGreaterThan(touch)
  })

  test('lets the body be lifted off, and put on again', () => {
    for (const up of [4, 8, 16, 24, 32, 40, 48]) {
      expect(shared(named('body'), move(boardWithShield(), [0, 0, -up])), `${up} mm up`).toBeLessThan(touch)
    }
  })

  test('is carried below its four holes', () => {
    for (const [x, y] of boardHoles) {
      const below = move(cylinder(3, 0.5), [x, y, mm('plate') + mm('boardStandoff') - 0.5])
      expect(shared(named('base'), below)).toBeGreaterThan(10)
    }
  })

  test('has its two sockets in the opening of the back', () => {
    const [from, to] = portHeights
    const plugs = move(block([mm('portWidth') - 1, 40, to - from - 0.2]), [portsAt, mm('backFlat'), from + 0.1])
    expect(shared(named('body'), plugs)).toBe(0)
    expect(shared(boardWithShield(), plugs)).toBeGreaterThan(100)
  })
})

describe('the mushroom', () => {
  const around: readonly Shape[] = ['body', 'collar'].map(named)
  const meets = (shape: Shape) => around.some((part) => shared(part, shape) >= touch)

  test.each([0, 1, 2, 3, mm('stroke')])('is free when it is pressed by %d mm', (pressed) => {
    expect(meets(mushroomAt(pressed))).toBe(false)
    expect(meets(retainerAt(pressed))).toBe(false)
  })

  test('stops after its stroke, and does not come off', () => {
    expect(meets(mushroomAt(mm('stroke') + 0.2))).toBe(true)
    expect(meets(retainerAt(-0.2))).toBe(true)
  })

  test('is guided: it moves sideways by less than half a millimetre', () => {
    for (const [x, y] of [
      [1, 0],
      [0, 1],
    ] as const) {
      expect(meets(move(mushroomAt(2), [x * 0.2, y * 0.2, 0]))).toBe(false)
      expect(meets(move(mushroomAt(2), [x * 0.5, y * 0.5, 0]))).toBe(true)
    }
  })

  test('can tilt in its guide by what is too little to bind', () => {
    const tilted = (by: number) => rotate(move(mushroomAt(2), [0, 0, -mm('bodyHeight') - 16]), [by, 0, 0])
    const back = (shape: Shape) => move(shape, [0, 0, mm('bodyHeight') + 16])
    expect(meets(back(tilted(1)))).toBe(false)
    expect(meets(back(tilted(3)))).toBe(true)
  })

  test('leaves its spring the room that the list of parts names', () => {
    const spring = (height: number) =>
      move(cut(cylinder(10, height), cylinder(8.8, height)), [0, 0, mm('bodyHeight') + mm('collarHeight')])
    for (const [length, pressed] of [
      [16, 0],
      [12, 4],
    ] as const) {
      expect(meets(spring(length))).toBe(false)
      expect(shared(spring(length), mushroomAt(pressed))).toBeLessThan(touch)
      expect(shared(spring(length + 0.5), mushroomAt(pressed))).toBeGreaterThan(1)
    }
  })
})
