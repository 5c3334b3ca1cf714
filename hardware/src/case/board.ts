import type { Vec2 } from './kernel.ts'
import { block } from './outline.ts'
import { mm } from './parameters.ts'
import { add, cylinder, move, type Shape } from './shape.ts'

/** The gap between a connector and the wall that its plug comes through. */
const gap = 0.6

/** The edge of the board with the USB socket. */
const backEdge = mm('backFlat') - mm('wall') - gap - mm('usbOverhang')

/** The underside of the board. */
const underside = mm('plate') + mm('boardStandoff')

/** A point of the board, as its drawing gives it: from the edge with USB, and from the side of the analog pins. */
const onBoard = (fromUsb: number, fromAnalog: number): Vec2 => [fromAnalog - mm('boardWidth') / 2, backEdge - fromUsb]

/** The four holes of the UNO R3, from its drawing in mils: 550/100, 600/2000, 2600/300, 2600/1400. */
export const boardHoles: readonly Vec2[] = [
  onBoard(13.97, 2.54),
  onBoard(15.24, 50.8),
  onBoard(66.04, 7.62),
  onBoard(66.04, 35.56),
]

/** The middle of the USB socket, and of the RJ45 socket above it. */
export const portsAt = onBoard(0, mm('usbMiddle'))[0]

/** From below the USB socket to above the RJ45 socket, as the plugs need it. */
export const portHeights: Vec2 = [
  underside + mm('boardThickness') - 1,
  underside + 2 * mm('boardThickness') + mm('shieldAbove') + mm('rj45Height') + 1.5,
]

function socket(width: number, overhang: number, height: number, z: number): Shape {
  const depth = 16
  return move(block([width, depth, height]), [portsAt, backEdge + overhang - depth / 2, z])
}

const [width, length, thick] = [mm('boardWidth'), mm('boardLength'), mm('boardThickness')]
const middle = backEdge - length / 2
const top = underside + thick
const shieldTop = top + mm('shieldAbove') + thick

export const unoBoard = (): Shape => move(block([width, length, thick]), [0, middle, underside])
export const shieldBoard = (): Shape => move(unoBoard(), [0, 0, mm('shieldAbove') + thick])

export const usbSocket = (): Shape => socket(mm('usbWidth'), mm('usbOverhang'), mm('usbHeight'), top)
export const rj45Socket = (): Shape => socket(mm('rj45Width'), mm('rj45Overhang'), mm('rj45Height'), shieldTop)

/** The rows of sockets on both sides of the shield, up to a height above it. They begin 17 mm from the edge with USB. */
export const headers = (height: number): Shape => {
  const row = (side: number) =>
    move(block([2.5, length - 17, height]), [side * (width / 2 - 2.54), middle - 17 / 2, shieldTop])
  return add(row(-1), row(1))
}

/** UNO and shield with their plugs: the room that they take, the holes of the board included. */
export function boardWithShield(): Shape {
  const between = move(block([width - 12, length - 24, mm('shieldAbove')]), [0, middle - 12, top])
  const pins = move(block([width - 8, 38, 3]), [0, backEdge - 20 - 38 / 2, underside - 3])
  const plugs = headers(mm('headerHeight') + mm('plugHeight'))
  return add(unoBoard(), shieldBoard(), usbSocket(), rj45Socket(), plugs, between, pins)
}

/** What carries the board, and takes its screws. */
export const standoff = (): Shape => cylinder(3.2, mm('boardStandoff'))
/** Half of the plate below is left. */
export const standoffCore = (): Shape =>
  move(cylinder(mm('boardScrew') / 2, mm('boardStandoff') + mm('plate') / 2), [0, 0, -mm('plate') / 2])
