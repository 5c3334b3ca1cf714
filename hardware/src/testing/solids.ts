import { build, consume, type Fineness, forPrinting } from '../case/build.ts'
import { type Kernel, openKernel, type Solid } from '../case/kernel.ts'
import type { Shape } from '../case/shape.ts'
import { type Mesh, meshOf } from '../files/mesh.ts'

export const kernel: Kernel = await openKernel()

/** Makes a shape, looks at it and deletes it. */
export const look = <T>(shape: Shape, use: (solid: Solid) => T, fineness: Fineness = forPrinting): T =>
  consume(build(kernel, shape, fineness), use)

export const meshFrom = (shape: Shape): Mesh => look(shape, meshOf)

/** The volume that two shapes share, in cubic millimetres. */
export const shared = (a: Shape, b: Shape): number =>
  look(a, (left) => look(b, (right) => consume(left.intersect(right), (both) => both.volume())))
