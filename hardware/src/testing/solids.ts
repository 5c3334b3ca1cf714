import { build, consume, forPrinting } from '../case/build.ts'
import { type Kernel, openKernel, type Solid } from '../case/kernel.ts'
import type { Shape } from '../case/shape.ts'
import { type Mesh, meshOf } from '../files/mesh.ts'

export const kernel: Kernel = await openKernel()

const made = new Map<Shape, Solid>()

/** Looks at the solid of a shape, which is made once and kept as long as the tests of a file run. */
export function look<T>(shape: Shape, use: (solid: Solid) => T): T {
  const solid = made.get(shape) ?? build(kernel, shape, forPrinting)
  made.set(shape, solid)
  return use(solid)
}

export const meshFrom = (shape: Shape): Mesh => look(shape, meshOf)

/** The volume that two shapes share, in cubic millimetres. */
export const shared = (a: Shape, b: Shape): number =>
  look(a, (left) => look(b, (right) => consume(left.intersect(right), (both) => both.volume())))
