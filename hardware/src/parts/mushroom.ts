import { mm } from '../case/parameters.ts'
import { cut, cylinder, move, type Shape, turned } from '../case/shape.ts'

/** Where the bore of the collar ends below; the retainer rests there. */
const boreEnd = 6

/**
 * The big button with its stem, at rest, in the heights of the collar. It is printed upside down, on its flat top.
 */
export function mushroom(): Shape {
  const under = mm('collarHeight') + mm('stroke')
  const top = under + mm('mushroomHeight')
  const [radius, stem, spring] = [mm('mushroomRadius'), mm('stem'), mm('springRadius')]
  const outline = turned([
    [0, boreEnd],
    [stem - 0.6, boreEnd],
    [stem, boreEnd + 0.6],
    [stem, under + mm('springDepth')],
    [spring, under + mm('springDepth')],
    [spring, under],
    [radius - 1, under],
    [radius, under + 1],
    [radius, under + 9],
    [radius - 2, under + 15],
    [radius - 6, under + 21],
    [radius - 11, top],
    [0, top],
  ])
  return cut(outline, move(cylinder(mm('screwCore') / 2, mm('screwDepth')), [0, 0, boreEnd]))
}

/** A disc below the stem, held by a screw: it keeps the mushroom in the collar and presses the switch. */
export function retainer(): Shape {
  const disc = cylinder(mm('retainerRadius'), mm('retainerHeight'))
  return move(cut(disc, cylinder(mm('screwHole') / 2, mm('retainerHeight'))), [0, 0, boreEnd - mm('retainerHeight')])
}
