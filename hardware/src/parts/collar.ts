import type { Vec2 } from '../case/kernel.ts'
import { block } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { add, angleOf, at, cone, cut, cylinder, move, polar, rotate, type Shape, turned } from '../case/shape.ts'
import { lensStep } from './small.ts'

/** Light 0 looks to the front; they are counted clockwise as somebody sees them who looks from above. */
export const lightAngles: readonly number[] = [0, 1, 2, 3, 4].map((light) => 270 - light * 72)

/** Between the lights. */
export const collarScrewPoints: readonly Vec2[] = lightAngles.map((angle) => polar(mm('collarScrews'), angle - 36))

/** Lights, and the bore of the stem: the genus of the collar, with the two slots of the switch. */
export const collarHoles = lightAngles.length + ['bore', 'slot', 'slot'].length

const wall = 3.6
const plate = 3
const guide = mm('stem') + mm('seam')
const seam = mm('seam') / 2

/** Turns a shape that looks to +x to where a light looks, at the height of the lights. */
export const atLight = (angle: number, shape: Shape): Shape =>
  rotate(move(rotate(shape, [0, 90, 0]), [0, 0, mm('collarHeight') / 2 - 1]), [0, 0, angle])

/** What is seen of it. */
export function collarOutside(): Shape {
  const [radius, height, edge] = [mm('collarRadius'), mm('collarHeight'), mm('edge')]
  return add(cylinder(radius, height - edge), move(cone(radius, radius - edge, edge), [0, 0, height - edge]))
}

/** The ring of lights, its underside on the ground; it guides the mushroom. It is printed on its top. */
export function collar(): Shape {
  const height = mm('collarHeight')
  const shell = cut(collarOutside(), cylinder(mm('collarRadius') - wall, height - plate))
  const column = add(cylinder(4.2, height - 1), move(block([6, 3, height - 1]), [5, 0, 0]))
  const columns = collarScrewPoints.map(([x, y]) => move(rotate(column, [0, 0, angleOf([x, y])]), [x, y, 0]))
  const bush = move(cylinder(guide + 4, mm('collarHeight') - 6), [0, 0, 6])
  return cut(
    add(shell, bush, ...columns, switchPlate()),
    cylinder(guide, height + 10),
    ...at(collarScrewPoints, cylinder(mm('screwCore') / 2, mm('screwDepth'))),
    ...lightAngles.map((angle) => atLight(angle, lightHole())),
    ...switchSlots(),
  )
}

/** Through the wall, wider behind it: there the flange of the lens rests. */
function lightHole(): Shape {
  const [hole, flange, outside] = [mm('lightHole') / 2 + seam, mm('lensFlange') / 2 + seam, mm('collarRadius')]
  return turned([
    [0, outside - 8],
    [flange, outside - 8],
    [flange, outside - lensStep - (flange - hole)],
    [hole, outside - lensStep],
    [hole, outside + 4],
    [0, outside + 4],
  ])
}

/** The switch hangs behind the stem, below the retainer; it is moved up and down in two slots. */
export const switchBehind = mm('retainerRadius') + 2.5
const slotFrom = -18
const slotLength = 20

function switchPlate(): Shape {
  const height = mm('collarHeight') - slotFrom + 2 - 1
  const back = block([mm('switchHoles') + 12, 3, height])
  const rib = block([3, 12, height])
  const side = (mm('switchHoles') + 12 - 3) / 2
  return move(add(back, move(rib, [-side, 6, 0]), move(rib, [side, 6, 0])), [0, switchBehind + 1.5, slotFrom - 2])
}

function switchSlots(): readonly Shape[] {
  return [-1, 1].map((side) =>
    move(block([mm('screwHole'), 10, slotLength]), [(side * mm('switchHoles')) / 2, switchBehind + 1.5, slotFrom]),
  )
}

/** The room that the switch takes at the height where its lever meets the pressed retainer. */
export function snapSwitch(): Shape {
  const size = block([mm('switchLength'), mm('switchThickness'), mm('switchHeight')])
  return move(size, [0, switchBehind - mm('switchThickness') / 2, -mm('switchHeight') - 4])
}
