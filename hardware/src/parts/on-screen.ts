import { build, consume } from '../case/build.ts'
import type { Kernel } from '../case/kernel.ts'
import { outside } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { cut, cylinder, move, rotate, type Shape } from '../case/shape.ts'
import type { NamedMesh } from '../files/glb.ts'
import { meshOf } from '../files/mesh.ts'
import { displayGlass, displayWindow } from './body.ts'
import { collarOutside, lightAngles } from './collar.ts'
import { guardAt, lensAt, mushroomAt, onBody } from './parts.ts'

/** Enough for a screen, and small enough to be sent. */
const coarse = { segments: 64, shortest: 1.5 }

const dark = [0.02, 0.022, 0.03] as const

/** What is seen of the gadget: whatever moves or shines is a part of its own, named as the console names it. */
export function meshesOnScreen(kernel: Kernel): readonly NamedMesh[] {
  const mesh = (name: string, colour: NamedMesh['colour'], shape: Shape): NamedMesh => ({
    name,
    colour,
    mesh: consume(build(kernel, shape, coarse), meshOf),
  })
  return [
    mesh('body', dark, cut(outside(), displayWindow())),
    mesh('collar', [0.01, 0.01, 0.012], onBody(collarOutside())),
    ...lightAngles.map((angle, light) => mesh(`light-${light + 1}`, [0.8, 0.8, 0.8], onBody(lensAt(angle)))),
    mesh('big-button', [0.03, 0.1, 0.8], mushroomAt(0)),
    mesh('green-guard', [0.02, 0.45, 0.08], guardAt(-1)),
    mesh('green-button', [0.02, 0.45, 0.08], buttonAt(-1)),
    mesh('red-guard', [0.65, 0.02, 0.02], guardAt(1)),
    mesh('red-button', [0.65, 0.02, 0.02], buttonAt(1)),
    mesh('display', [0.005, 0.005, 0.005], displayGlass()),
  ]
}

/** The cap of a bought push button, inside its guard. */
function buttonAt(side: number): Shape {
  const cap = cylinder(mm('buttonHole') / 2 - 1, mm('guardHeight') - 1)
  return move(rotate(cap, [0, side * 90, 0]), [side * mm('sideFlat'), 0, mm('buttonHeight')])
}
