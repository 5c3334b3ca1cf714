import { behindFront, block } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { add, cone, cut, cylinder, move, rotate, type Shape, turned } from '../case/shape.ts'

/** A round push button of 16 mm from outside to inside, along +z: its face is at 7 mm, the wall ends at 0. */
export const pushButton = (): Shape =>
  add(
    cylinder(6, 7),
    cylinder(8.6, 4),
    move(cylinder(7.8, 24), [0, 0, -24]),
    move(cylinder(10.5, 3), [0, 0, -9]),
    move(block([3, 1, 6]), [-4, 0, -30]),
    move(block([3, 1, 6]), [4, 0, -30]),
  )

/** In its place on one side: -1 is left, 1 is right. */
export const pushButtonAt = (side: number): Shape =>
  move(rotate(pushButton(), [0, side * 90, 0]), [side * (mm('sideFlat') + 2), 0, mm('buttonHeight')])

/** An LED of 5 mm, its dome at z = 0, its legs below. */
export const led = (): Shape => {
  const legs = [-1.9, -0.6, 0.6, 1.9].map((x) => move(block([0.6, 0.6, 12]), [x, 0, -20.6]))
  return add(
    move(cylinder(2.5, 6), [0, 0, -8.2]),
    move(cone(2.5, 1.2, 2.2), [0, 0, -2.2]),
    move(cylinder(2.9, 1), [0, 0, -8.6]),
    ...legs,
  )
}

/** A spring of so many millimetres, as rings; it stands on z = 0. */
export const spring = (length: number): Shape => {
  const rings = 7
  const ring = turned([
    [8.8, -0.6],
    [10, -0.6],
    [10, 0.6],
    [8.8, 0.6],
  ])
  const [first = ring, ...others] = Array.from({ length: rings }, (_, at) =>
    move(ring, [0, 0, 0.6 + (at * (length - 1.2)) / (rings - 1)]),
  )
  return add(first, ...others)
}

/** A screw along +z, its tip at z = 0. */
export const screw = (length: number, thread = 3): Shape =>
  add(cylinder(thread / 2, length), move(cylinder(thread * 0.95, thread * 0.7), [0, 0, length]))

/** A countersunk screw along +z. */
export const flatScrew = (length: number): Shape =>
  add(cylinder(1.5, length), move(cone(1.5, 3.2, 1.7), [0, 0, length - 1.7]))

/** The board with transistors and resistors, on its tape. */
export function perfboard(): Shape {
  const board = block([mm('perfboardWidth') - 1, mm('perfboardLength') - 1, 1.6])
  const transistor = cut(cylinder(2.4, 5), move(block([6, 3, 5]), [0, -2.8, 0]))
  const transistors = [-24, -12, 0, 12, 24].map((x) => move(transistor, [x, 8, 4]))
  const resistors = [-24, -12, 0, 12, 24].map((x) => move(rotate(cylinder(1.2, 7), [90, 0, 0]), [x, 2, 2.8]))
  const plugs = move(block([50, 2.5, 9]), [0, -18, 1])
  return move(add(board, plugs, ...transistors, ...resistors), [0, -36, mm('plate') + 1])
}

/** A sounder, its face at z = 0. */
export const piezo = (): Shape => add(move(cylinder(11, 6), [0, 0, -6]), move(block([6, 1, 5]), [0, 0, -11]))

/** The snap switch with its lever, the top of its case at z = 0. */
export function snapSwitchWithLever(): Shape {
  const [length, thickness, height] = [mm('switchLength'), mm('switchThickness'), mm('switchHeight')]
  const lever = move(rotate(block([length - 2, 4.5, 0.5]), [0, -4, 0]), [1, 0, 1.2])
  const tabs = [-10, 0, 10].map((x) => move(block([4, 1, 7]), [x, 0, -height - 7]))
  return add(move(block([length, thickness, height]), [0, 0, -height]), lever, ...tabs)
}

/** The module as it is bought, with its glass and its pins, moved down along the front by so many millimetres. */
export const displayAlong = (shape: Shape, down: number): Shape => {
  const [y1, z1] = behindFront(0, 0)
  const [y2, z2] = behindFront(-down, 0)
  return move(shape, [0, y2 - y1, z2 - z1])
}
