import { mm } from '../case/parameters.ts'
import { move, rotate, type Shape } from '../case/shape.ts'
import { base, baseHoles } from './base.ts'
import { body, bodyHoles } from './body.ts'
import { atLight, collar, collarHoles, lightAngles } from './collar.ts'
import { mushroom, retainer } from './mushroom.ts'
import { guard, lens, lensFace } from './small.ts'

/** One thing to print. */
export interface Part {
  readonly name: string
  /** As it is put together: where each copy is in the gadget. */
  readonly placed: readonly Shape[]
  /** As it lies on the bed. */
  readonly printed: Shape
  /** How many holes lead through it. */
  readonly genus: number
  /** What it is printed in. */
  readonly colour: string
}

export const onBody = (shape: Shape): Shape => move(shape, [0, 0, mm('bodyHeight')])
const upsideDown = (shape: Shape, top: number): Shape => move(rotate(shape, [180, 0, 0]), [0, 0, top])
export const guardAt = (side: number): Shape =>
  move(rotate(guard(), [0, side * 90, 0]), [side * mm('sideFlat'), 0, mm('buttonHeight')])

export const lensAt = (angle: number): Shape =>
  atLight(angle, move(rotate(lens(), [180, 0, 0]), [0, 0, mm('collarRadius') + lensFace]))

/** The mushroom as it stands above the desk, pressed by so many millimetres. */
export const mushroomAt = (pressed: number): Shape => move(onBody(mushroom()), [0, 0, -pressed])
export const retainerAt = (pressed: number): Shape => move(onBody(retainer()), [0, 0, -pressed])

/** All printed parts. The green button is on the left, the red one on the right, as on the face in the browser. */
export const parts: readonly Part[] = [
  {
    name: 'body',
    placed: [body()],
    printed: upsideDown(body(), mm('bodyHeight')),
    genus: bodyHoles,
    colour: 'dark grey',
  },
  { name: 'base', placed: [base()], printed: base(), genus: baseHoles, colour: 'dark grey' },
  {
    name: 'collar',
    placed: [onBody(collar())],
    printed: upsideDown(collar(), mm('collarHeight')),
    genus: collarHoles,
    colour: 'black',
  },
  {
    name: 'mushroom',
    placed: [mushroomAt(0)],
    printed: upsideDown(mushroom(), mm('collarHeight') + mm('stroke') + mm('mushroomHeight')),
    genus: 0,
    colour: 'blue',
  },
  {
    name: 'retainer',
    placed: [retainerAt(0)],
    printed: move(retainer(), [0, 0, mm('retainerHeight') - 6]),
    genus: 1,
    colour: 'any',
  },
  { name: 'guard-green', placed: [guardAt(-1)], printed: guard(), genus: 1, colour: 'green' },
  { name: 'guard-red', placed: [guardAt(1)], printed: guard(), genus: 1, colour: 'red' },
  {
    name: 'lens',
    placed: lightAngles.map((angle) => onBody(lensAt(angle))),
    printed: lens(),
    genus: 0,
    colour: 'white or clear',
  },
]
