import { mm } from '../case/parameters.ts'
import { cut, cylinder, move, type Shape, turned } from '../case/shape.ts'

/** Stands round a side button, held by the nut of that button. Its back lies on the ground. */
export function guard(): Shape {
  const floor = 2
  return cut(
    cylinder(mm('guardRadius'), floor + mm('guardHeight')),
    move(cylinder(mm('guardRadius') - 2.4, mm('guardHeight')), [0, 0, floor]),
    cylinder(mm('buttonHole') / 2, floor),
  )
}

/** How far the face of a lens stands out of the collar. */
export const lensFace = 0.6

/** How deep in the wall of the collar a lens begins to widen to its flange. */
export const lensStep = 1

/** Scatters the light of one LED, which is pushed into it from behind. Its face lies on the ground. */
export function lens(): Shape {
  const [radius, flange, tube] = [mm('lightHole') / 2, mm('lensFlange') / 2, mm('led') / 2 + 1.6]
  const step = lensStep + lensFace
  const widest = step + flange - radius
  const outside = turned([
    [0, 0],
    [radius, 0],
    [radius, step],
    [flange, widest],
    [flange, widest + 1.2],
    [tube, widest + 1.2],
    [tube, widest + 5],
    [0, widest + 5],
  ])
  return cut(outside, move(cylinder(mm('led') / 2, 20), [0, 0, 1.6]))
}
