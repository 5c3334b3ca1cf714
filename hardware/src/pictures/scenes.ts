import { boardHoles, headers, rj45Socket, shieldBoard, unoBoard, usbSocket } from '../case/board.ts'
import type { Vec3 } from '../case/kernel.ts'
import { behindFront } from '../case/outline.ts'
import { mm } from '../case/parameters.ts'
import { add, at, cylinder, move, polar, rotate, type Shape, trim } from '../case/shape.ts'
import { baseScrewPoints, displayGlass, displayModule, piezoAt } from '../parts/body.ts'
import { atLight, lightAngles, switchBehind } from '../parts/collar.ts'
import { mushroomAt, onBody, parts, retainerAt } from '../parts/parts.ts'
import {
  displayAlong,
  flatScrew,
  led,
  perfboard,
  piezo,
  pushButtonAt,
  screw,
  snapSwitchWithLever,
  spring,
} from './bought.ts'
import type { Scene, Thing } from './picture.ts'

const colours = {
  body: '8a95a8',
  base: '9aa5b6',
  collar: '5b6477',
  mushroom: '3b6fe0',
  retainer: 'd9b35a',
  'guard-green': '35a853',
  'guard-red': 'd8443a',
  lens: 'f2f5fb',
  metal: 'c3c9d2',
  uno: '1f8a8f',
  shield: '2b6fa8',
  black: '2a2f39',
  perfboard: 'c08a4a',
  glass: '11161f',
  switch: 'e0dccf',
} as const

type Colour = keyof typeof colours

const thing = (colour: Colour, shape: Shape, label?: string, from?: Vec3): Thing => ({
  colour: colours[colour],
  shape,
  ...(label && from ? { label, at: from } : {}),
})

const copies = (name: string): readonly Shape[] =>
  parts.filter((part) => part.name === name).flatMap((part) => part.placed)

const together = ([first, ...others]: readonly Shape[]): Shape => add(first ?? cylinder(1, 1), ...others)

const printed = (name: Colour, by: Vec3 = [0, 0, 0], label?: string, from?: Vec3): Thing =>
  thing(name, move(together(copies(name)), by), label, from)

const display = thing('glass', displayGlass())
const buttons = [thing('guard-green', pushButtonAt(-1)), thing('guard-red', pushButtonAt(1))]
const shell: readonly Thing[] = [
  printed('body'),
  printed('collar'),
  { ...printed('lens'), colour: '8db6ff', isLit: true },
  printed('mushroom'),
  printed('guard-green'),
  printed('guard-red'),
  display,
  ...buttons,
]
const uno = (up: number): readonly Thing[] => [
  thing('uno', move(unoBoard(), [0, 0, up])),
  thing('metal', move(usbSocket(), [0, 0, up])),
]
const shield = (up: number): readonly Thing[] => [
  thing('shield', move(shieldBoard(), [0, 0, up])),
  thing('metal', move(rj45Socket(), [0, 0, up])),
  thing('black', move(headers(mm('headerHeight')), [0, 0, up])),
]
const boards = (up: number): readonly Thing[] => [...uno(up), ...shield(up)]

const top = mm('bodyHeight')
const collarTop = top + mm('collarHeight')
/** How far the lenses are drawn out of the collar. */
const lensAt = (angle: number, out: number): Vec3 => {
  const [x, y] = polar(mm('collarRadius') + out, angle)
  return [x, y, top + 12]
}
const outwards = (angle: number, by: number): Vec3 => {
  const [x, y] = polar(by, angle)
  return [x, y, 0]
}

const gadget: Scene = {
  name: 'gadget',
  title: 'The gadget',
  text: 'A round grey body with a leaning front and a small display in it, a black collar with lights in blue on top, a large blue button above it, a green push button on the left and a red one on the right, each in a ring.',
  camera: { from: -28, above: 30 },
  things: shell,
}

const back: Scene = {
  name: 'back',
  title: 'The back of the gadget',
  text: 'The flat back has one opening: the USB socket below, the Ethernet socket above it. Seven small holes in the top let the sound of the siren out.',
  camera: { from: 155, above: 34 },
  things: [
    ...shell.slice(1),
    printed('body', [0, 0, 0], 'holes of the siren', [piezoAt[0], piezoAt[1], top]),
    printed('base'),
    ...boards(0),
    thing('metal', rj45Socket(), 'Ethernet, USB below', [11.4, 78, 30]),
  ],
}

const exploded: Scene = {
  name: 'exploded',
  title: 'All parts, one above the other',
  text: 'From below: base, perforated board with the transistors in front and the UNO with its shield behind, body with a guard and a push button on each side, collar with five lenses, spring, mushroom; below the collar the retainer and the snap switch.',
  camera: { from: -32, above: 20 },
  things: [
    printed('base', [0, 0, -120], 'base', [-60, -50, -117]),
    thing('perfboard', move(perfboard(), [0, 0, -104]), 'board with transistors', [-32, -50, -98]),
    ...boards(-92),
    thing('shield', move(shieldBoard(), [0, 0, -92]), 'UNO and W5500 shield', [26, 10, -68]),
    printed('body', [0, 0, 0], 'body', [60, -62, 20]),
    thing('glass', displayGlass(), 'display', [6, -78, 40]),
    printed('guard-green', [-34, 0, 0], 'guard', [-125, 0, 20]),
    printed('guard-red', [34, 0, 0], 'guard', [125, 0, 20]),
    thing('guard-green', move(pushButtonAt(-1), [-52, 0, 0]), 'push button', [-146, 0, 34]),
    thing('guard-red', move(pushButtonAt(1), [52, 0, 0]), 'push button', [146, 0, 34]),
    thing('switch', move(onBody(snapSwitchWithLever()), [0, switchBehind - 5, 34]), 'snap switch', [12, 9, top + 26]),
    thing('retainer', move(retainerAt(0), [0, 0, 42]), 'retainer and screw', [-10, -4, top + 46]),
    printed('collar', [0, 0, 95], 'collar', [52, -30, top + 112]),
    ...lightAngles.flatMap((angle, light) => {
      const [lens] = copies('lens').slice(light)
      const by = outwards(angle, 22)
      return lens
        ? [
            thing('lens', move(lens, [by[0], by[1], 95]), light === 1 ? 'lens, its LED behind' : '', [
              -85,
              -27,
              top + 108,
            ]),
          ]
        : []
    }),
    thing('metal', move(spring(25), [0, 0, collarTop + 104]), 'spring', [-10, 0, collarTop + 116]),
    printed('mushroom', [0, 0, 160], 'mushroom', [-40, -10, collarTop + 180]),
  ],
}

const [displayY, displayZ] = behindFront(-28, 4)

const stepBody: Scene = {
  name: 'step-body',
  title: 'Display, push buttons and sounder in the body',
  text: 'The body lies on its top. The display is pushed between two rails behind the leaning front, up to a bar. The sounder sits in its ring, the push buttons in the holes of the sides with their guards outside.',
  camera: { from: 78, above: 58, turnedOver: 180 },
  things: [
    printed('body'),
    printed('guard-green', [0, 0, 0], 'guard outside the wall', [-98, 0, 22]),
    printed('guard-red'),
    ...buttons,
    thing('guard-red', pushButtonAt(1), 'push button and its nut', [70, 0, 30]),
    thing('uno', displayAlong(displayModule(), 14), 'display, glass to the wall', [10, displayY, displayZ]),
    thing('black', move(piezo(), [piezoAt[0], piezoAt[1], top - mm('plate') - 14]), 'sounder', [
      piezoAt[0],
      piezoAt[1],
      top - 22,
    ]),
  ],
}

/** The light of which lens and LED are drawn apart. */
const shownLight = 4

const stepLights: Scene = {
  name: 'step-lights',
  title: 'Lenses and LEDs in the collar',
  text: 'The collar lies on its top. Each lens is pushed into its hole from inside, and an LED into each lens. The plate for the switch stands beside the guide of the stem.',
  camera: { from: 205, above: 48, turnedOver: 180 },
  things: [
    printed('collar', [0, 0, 0], 'plate of the switch', [12, 17, top - 14]),
    ...lightAngles.flatMap((angle, light) => {
      const [lens] = copies('lens').slice(light)
      const inwards = light === shownLight ? 10 : 0
      const by = outwards(angle, -inwards)
      const ledBy = outwards(angle, -inwards * 2)
      const bulb = onBody(atLight(angle, move(led(), [0, 0, mm('collarRadius') - 1])))
      return lens
        ? [
            thing('lens', move(lens, by), light === shownLight ? 'lens' : '', lensAt(angle, -14)),
            thing('metal', move(bulb, ledBy), light === shownLight ? 'LED' : '', lensAt(angle, -34)),
          ]
        : []
    }),
  ],
}

/** Keeps the half to the left of the middle. */
const half = (shape: Shape): Shape => trim(shape, [-1, 0, 0], 0)

const stepMushroom: Scene = {
  name: 'step-mushroom',
  title: 'A section through the mushroom',
  text: 'Cut through the middle, seen from the right: the stem of the mushroom goes through the guide of the collar. The spring stands on the collar and in the groove below the mushroom. A screw holds the retainer below the stem; it presses the lever of the switch, which hangs on the plate behind it.',
  camera: { from: 90, above: 6 },
  things: [
    thing('collar', half(together(copies('collar'))), 'collar', [0, -57, top + 8]),
    thing('mushroom', half(mushroomAt(0)), 'mushroom', [0, -34, top + 42]),
    thing('metal', half(move(spring(16), [0, 0, collarTop])), 'spring', [0, -9.5, collarTop + 8]),
    thing('retainer', half(retainerAt(0)), 'retainer, with its screw', [0, -11, top + 4.5]),
    thing('metal', move(rotate(half(screw(10)), [180, 0, 0]), [0, 0, top + 12.5])),
    thing(
      'switch',
      half(move(onBody(snapSwitchWithLever()), [0, switchBehind - 5.2, -2])),
      'switch, moved in its slots',
      [0, switchBehind - 8, top - 12],
    ),
    thing('lens', half(together(copies('lens')))),
  ],
}

const stepBoards: Scene = {
  name: 'step-boards',
  title: 'The boards on the base',
  text: 'The UNO is screwed on its four posts, its USB socket to the back; the shield goes on top of it. The perforated board lies in the rim in front of it, on foam tape.',
  camera: { from: -32, above: 36 },
  things: [
    printed('base', [0, 0, 0], 'base', [-62, -48, 3]),
    thing('perfboard', perfboard(), 'board with transistors', [-34, -58, 5]),
    ...uno(14),
    thing('metal', move(usbSocket(), [0, 0, 14]), 'USB, to the back', [18, 70, 30]),
    thing('metal', together(at(boardHoles, screw(8, 2.5), 40)), 'four screws M2.5', [-24, 60, 46]),
    ...shield(62),
    thing('metal', move(rj45Socket(), [0, 0, 62]), 'Ethernet, above USB', [18, 70, 96]),
  ],
}

const stepClose: Scene = {
  name: 'step-close',
  title: 'The base closes the body',
  text: 'The gadget lies on its mushroom. The base with the boards goes in from below, and four countersunk screws hold it.',
  camera: { from: 24, above: 34, turnedOver: 180 },
  things: [
    ...shell,
    printed('base', [0, 0, -52], 'base, with the boards inside', [-60, -50, -52]),
    ...boards(-52),
    thing(
      'metal',
      together(baseScrewPoints.map(([x, y]) => move(rotate(flatScrew(10), [180, 0, 0]), [x, y, -58]))),
      'four screws M3, countersunk',
      [55, -55, -66],
    ),
  ],
}

/** Every picture, in the order in which the gadget is put together. */
export const scenes: readonly Scene[] = [
  gadget,
  back,
  exploded,
  stepBody,
  stepLights,
  stepMushroom,
  stepBoards,
  stepClose,
]
