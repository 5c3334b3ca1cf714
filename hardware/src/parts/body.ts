import { portHeights, portsAt } from '../case/board.ts'
import type { Vec2 } from '../case/kernel.ts'
import { bar, behindFront, block, outside, within } from '../case/outline.ts'
import { degrees, mm } from '../case/parameters.ts'
import { add, angleOf, at, common, cut, cylinder, move, polar, rotate, type Shape } from '../case/shape.ts'
import { collarScrewPoints } from './collar.ts'

/** The four screws that hold the base. */
export const baseScrewPoints: readonly Vec2[] = [45, 135, 225, 315].map((angle) => polar(mm('baseScrews'), angle))

export const piezoAt: Vec2 = polar(72, 112)
const soundHoles: readonly Vec2[] = [
  piezoAt,
  ...Array.from({ length: 6 }, (_, hole): Vec2 => {
    const [x, y] = polar(5, hole * 60)
    return [piezoAt[0] + x, piezoAt[1] + y]
  }),
]

/** How many holes lead from outside to inside, the large one below not counted: the genus of the body. */
export const bodyHoles =
  soundHoles.length + collarScrewPoints.length + ['collar', 'display', 'ports', 'red', 'green'].length

/** The shell that stands on the desk, open below. It is printed on its top. */
export function body(): Shape {
  const wall = mm('wall')
  const top = mm('bodyHeight')
  const shell = cut(outside(), within(wall, 0, top - mm('plate')))
  const inside = within(wall / 2, 0, top - mm('plate') / 2)
  return cut(
    add(shell, common(add(rails(), ...posts(), piezoSeat()), inside)),
    ...at(baseScrewPoints, cylinder(mm('screwCore') / 2, mm('screwDepth')), mm('plate')),
    ...at(collarScrewPoints, cylinder(mm('screwHole') / 2, 10), top - 5),
    ...at(soundHoles, cylinder(1.1, 10), top - 5),
    cylinder(mm('collarOpening'), top + 10),
    displayWindow(),
    ports(),
    sideHole(-1),
    sideHole(1),
  )
}

function posts(): readonly Shape[] {
  const height = mm('bodyHeight') - mm('plate')
  const post = add(cylinder(4.5, height), move(block([12, 3, height]), [6, 0, 0]))
  return baseScrewPoints.map(([x, y]) => move(rotate(post, [0, 0, angleOf([x, y])]), [x, y, mm('plate')]))
}

function piezoSeat(): Shape {
  const height = 5 + mm('plate')
  const ring = cut(cylinder(mm('piezo') / 2 + 1.6, height), cylinder(mm('piezo') / 2, height))
  return move(ring, [piezoAt[0], piezoAt[1], mm('bodyHeight') - height])
}

/** The module is pushed up from below between two rails, as far as the bar. */
function rails(): Shape {
  const half = mm('displayHeight') / 2
  const width = mm('displayWidth') + 2 * mm('seam')
  const [front, back] = [mm('wall'), mm('wall') + mm('displayThickness') + mm('seam')]
  const lip = 1.6
  // The upper ends lean, so that they rest on what is printed before them. A lip is no continuation of its rail: two
  // faces in one plane would leave slivers.
  const piece = (from: number, to: number, short = 0): readonly Vec2[] => [
    behindFront(-half + short, to),
    behindFront(half - to - short, to),
    behindFront(half - from - short, from),
    behindFront(-half + short, from),
  ]
  const rail = (side: number) => {
    const outer = side * (width / 2 + 1)
    return [
      bar(piece(front - 1, back + lip), 2, outer),
      bar(piece(back, back + lip + 0.4, 0.6), 1 + lip, outer - (side * (1 + lip)) / 2),
    ]
  }
  const stop = bar(
    [behindFront(half, front + 3), behindFront(half + 4, front - 1), behindFront(half, front - 1)],
    width + 2,
  )
  return add(stop, ...rail(-1), ...rail(1))
}

/** Its lower face leans inwards, so that nothing hangs in the air while it is printed. */
export function displayWindow(): Shape {
  const half = mm('windowHeight') / 2
  const behind = mm('wall') + 1
  return bar(
    [behindFront(-half - behind, behind), behindFront(half, behind), behindFront(half, -1), behindFront(-half + 1, -1)],
    mm('windowWidth'),
  )
}

function ports(): Shape {
  const [from, to] = portHeights
  return move(block([mm('portWidth'), 20, to - from]), [portsAt, mm('backFlat'), from])
}

function sideHole(side: number): Shape {
  const hole = rotate(cylinder(mm('buttonHole') / 2, 20), [0, 90, 0])
  return move(hole, [side * mm('sideFlat') - 10, 0, mm('buttonHeight')])
}

/** The module of the display, pushed up against its stop. */
export function displayModule(): Shape {
  const [half, front] = [mm('displayHeight') / 2, mm('wall') + mm('seam') / 2]
  const back = front + mm('displayThickness')
  const outline = [
    behindFront(-half, back),
    behindFront(half, back),
    behindFront(half, front),
    behindFront(-half, front),
  ]
  return bar(outline, mm('displayWidth'))
}

/** The glass of the display, for whoever looks at a model of the gadget. */
export function displayGlass(): Shape {
  const glass = block([mm('windowWidth') - 2 * mm('seam'), 1, mm('windowHeight') - 2 * mm('seam')])
  const [y, z] = behindFront(0, mm('wall') / 2)
  const upright = move(glass, [0, 0, -mm('windowHeight') / 2 + mm('seam')])
  return move(rotate(upright, [-degrees('displayLean'), 0, 0]), [0, y, z])
}
