import { boardHoles, standoff, standoffCore } from '../case/board.ts'
import type { Vec2 } from '../case/kernel.ts'
import { block, within } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { add, at, cut, cylinder, move, polar, type Shape, turned } from '../case/shape.ts'
import { baseScrewPoints } from './body.ts'

const ventRows: readonly Vec2[] = [-12, -4, 4, 12].map((x) => [x, 40])
const feet: readonly Vec2[] = [20, 160, 200, 340].map((angle) => polar(72, angle))

/** Vents and screws: the genus of the base. */
export const baseHoles = ventRows.length + baseScrewPoints.length

/** The plate below, with what carries the boards. It is printed as it lies. */
export function base(): Shape {
  const plate = mm('plate')
  const [head, hole] = [mm('screwHead') / 2, mm('screwHole') / 2]
  const screw = turned([
    [0, 0],
    [head, 0],
    [hole, head - hole],
    [hole, plate],
    [0, plate],
  ])
  return cut(
    add(within(mm('wall') + mm('seam'), 0, plate), ...at(boardHoles, standoff(), plate), tray()),
    ...at(boardHoles, standoffCore(), plate),
    ...at(baseScrewPoints, screw),
    ...at(ventRows, block([3, 30, plate])),
    ...at(feet, cylinder(mm('foot') / 2, 0.6)),
  )
}

/** A rim around the perforated board, which is held by foam tape. */
function tray(): Shape {
  const [width, length] = [mm('perfboardWidth'), mm('perfboardLength')]
  const rim = cut(block([width + 3.2, length + 3.2, 2]), block([width, length, 2]))
  return move(rim, [0, -36, mm('plate')])
}
