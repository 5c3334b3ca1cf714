import type { Vec3 } from '../case/kernel.ts'

/** Looks at the gadget from far away, so that parallel lines stay parallel. */
export interface Camera {
  /** Degrees: 0 looks from the front, 90 from the right; and how high above the desk. */
  readonly from: number
  readonly above: number
  /** Degrees by which the gadget is turned over first, about the axis from left to right: 180 is upside down. */
  readonly turnedOver?: number
}

/** Three unit vectors in the space of the model: to the right and up in the picture, and towards whoever looks. */
export interface View {
  readonly right: Vec3
  readonly up: Vec3
  readonly towards: Vec3
}

export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

export function viewOf({ from, above, turnedOver = 0 }: Camera): View {
  const [turn, rise, over] = [from, above, -turnedOver].map((degrees) => (degrees * Math.PI) / 180)
  const back = (vector: Vec3): Vec3 => aboutX(vector, over ?? 0)
  const [sin, cos] = [Math.sin(turn ?? 0), Math.cos(turn ?? 0)]
  const [high, flat] = [Math.sin(rise ?? 0), Math.cos(rise ?? 0)]
  return {
    right: back([cos, sin, 0]),
    up: back([-sin * high, cos * high, flat]),
    towards: back([sin * flat, -cos * flat, high]),
  }
}

function aboutX([x, y, z]: Vec3, radians: number): Vec3 {
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)]
  return [x, y * cos - z * sin, y * sin + z * cos]
}
