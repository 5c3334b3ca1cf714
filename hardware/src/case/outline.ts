import type { Vec2, Vec3 } from './kernel.ts'
import { degrees, mm } from './parameters.ts'
import { add, box, hull, move, prism, rotate, type Shape, trim, turned } from './shape.ts'

const lean = (degrees('displayLean') * Math.PI) / 180

/** Where the leaning front looks to. */
export const frontNormal: Vec3 = [0, -Math.cos(lean), Math.sin(lean)]

const footOfFront: Vec2 = [-mm('displayDistance'), mm('displayFoot')]
const offsetOfFront = footOfFront[0] * frontNormal[1] + footOfFront[1] * frontNormal[2]

/**
 * A point behind the leaning front, as (y, z): `along` it upwards from where its middle is, and `depth` behind its
 * outer face.
 */
export function behindFront(along: number, depth: number): Vec2 {
  const middle = (mm('bodyHeight') - mm('displayFoot')) / 2 / Math.cos(lean)
  const up = middle + along
  return [
    footOfFront[0] + up * Math.sin(lean) + depth * Math.cos(lean),
    footOfFront[1] + up * Math.cos(lean) - depth * Math.sin(lean),
  ]
}

/** What lies within the faces of the body, `inset` behind them, between two heights. */
export function within(inset: number, from: number, to: number, insetOfFront = inset): Shape {
  const radius = mm('bodyRadius') - inset
  const round = turned([
    [0, from],
    [radius, from],
    [radius, to],
    [0, to],
  ])
  const back = trim(round, [0, -1, 0], inset - mm('backFlat'))
  const sides = trim(trim(back, [1, 0, 0], inset - mm('sideFlat')), [-1, 0, 0], inset - mm('sideFlat'))
  const [x, y, z] = frontNormal
  return trim(sides, [-x, -y, -z], insetOfFront - offsetOfFront)
}

/** The body from outside, its upper edge chamfered. */
export function outside(): Shape {
  const top = mm('bodyHeight')
  const edge = mm('edge')
  // The front leans already: on top of it goes what is left to 45 degrees.
  const front = edge * (Math.cos(lean) - Math.sin(lean))
  return hull(add(within(0, 0, top - edge), within(edge, 0, top, front)))
}

/** A bar from one side to the other: an outline of (y, z), drawn `width` along x around the middle. */
export function bar(outline: readonly Vec2[], width: number, x = 0): Shape {
  return move(rotate(prism(outline, width), [90, 0, 90]), [x - width / 2, 0, 0])
}

/** A box around the z axis, standing on the ground. */
export const block = ([width, length, height]: Vec3): Shape =>
  move(box([width, length, height]), [-width / 2, -length / 2, 0])
