import type { Kernel, Solid } from './kernel.ts'
import type { Shape } from './shape.ts'

/** How finely round things are drawn: the segments of a full circle, and how short they may be, in millimetres. */
export interface Fineness {
  readonly segments: number
  readonly shortest: number
}

/** The one for printing: the sagitta of a segment at a radius of 90 mm is 0.03 mm. */
export const forPrinting: Fineness = { segments: 128, shortest: 0.8 }

/** Makes the solid that a shape describes. The caller deletes it; what lies between is deleted here. */
export function build(kernel: Kernel, shape: Shape, fineness: Fineness): Solid {
  const { Manifold } = kernel
  const inner = (of: Shape) => build(kernel, of, fineness)
  switch (shape.type) {
    case 'box':
      return Manifold.cube(shape.size)
    case 'cone':
      return Manifold.cylinder(
        shape.height,
        shape.bottom,
        shape.top,
        segmentsFor(Math.max(shape.bottom, shape.top), fineness),
      )
    case 'prism':
      return Manifold.extrude([...shape.outline], shape.height)
    case 'turned':
      return Manifold.revolve(
        [...shape.outline],
        segmentsFor(Math.max(...shape.outline.map(([radius]) => radius)), fineness),
      )
    case 'hull':
      return consume(inner(shape.of), (solid) => solid.hull())
    case 'move':
      return consume(inner(shape.of), (solid) => solid.translate(shape.by))
    case 'rotate':
      return consume(inner(shape.of), (solid) => solid.rotate(shape.by))
    case 'trim':
      return consume(inner(shape.of), (solid) => solid.trimByPlane(shape.normal, shape.offset))
    case 'add':
    case 'cut':
    case 'common':
      return shape.others.reduce(
        (left, other) => consume(inner(other), (right) => consume(left, () => combine(shape.type, left, right))),
        inner(shape.first),
      )
  }
}

function combine(type: 'add' | 'cut' | 'common', left: Solid, right: Solid): Solid {
  if (type === 'add') return left.add(right)
  return type === 'cut' ? left.subtract(right) : left.intersect(right)
}

/** Small things need fewer segments. */
function segmentsFor(radius: number, { segments, shortest }: Fineness): number {
  const few = Math.floor((2 * Math.PI * radius) / shortest / 4) * 4
  return Math.max(12, Math.min(segments, few))
}

/** Uses a solid and deletes it, also when that fails. */
export function consume<T>(solid: Solid, use: (solid: Solid) => T): T {
  try {
    return use(solid)
  } finally {
    solid.delete()
  }
}
