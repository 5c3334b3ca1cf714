type Row = readonly [value: number, unit: 'mm' | 'degrees', source: string]

const uno = 'Arduino UNO R3, reference design and drawing'
const shield = 'Arduino Ethernet Shield 2 and its copies: RJ45 above the USB socket'
const nozzle = 'a 0.4 mm nozzle'
const screw = 'M3 x 10, thread-forming into plastic'

/**
 * Everything that is measured. Right is +x, back is +y, up is +z; the origin is the middle of the gadget on the desk,
 * without its rubber feet. Whoever has other parts changes a row here, and the tests say whether it still fits.
 */
export const parameters = {
  bedSide: [220, 'mm', 'the square bed of a common printer'],
  bedMargin: [10, 'mm', 'room for a brim on each side'],
  bridge: [20, 'mm', 'PLA bridges this far without support, with its fan on'],
  steepest: [45, 'degrees', 'each layer rests on half a line of the layer below'],

  bodyRadius: [90, 'mm', '180 mm across leaves 20 mm on each side of the bed'],
  bodyHeight: [60, 'mm', 'board, shield, plugs and switch stand above each other'],
  wall: [2.4, 'mm', `six lines of ${nozzle}`],
  plate: [3, 'mm', 'fifteen layers of 0.2 mm; a countersunk M3 head is 1.7 mm deep'],
  edge: [2, 'mm', 'chamfer of the edges that a hand feels'],
  backFlat: [84, 'mm', 'distance of the flat back, so that plugs meet a flat wall'],
  sideFlat: [87.5, 'mm', 'distance of the flat sides, so that the guards lie flat'],
  seam: [0.3, 'mm', `clearance of printed parts that are put together, ${nozzle}`],

  displayLean: [25, 'degrees', 'the display looks at somebody who sits'],
  displayFoot: [18, 'mm', 'height at which the front begins to lean'],
  displayDistance: [88, 'mm', 'distance of the leaning front there'],
  displayWidth: [27.3, 'mm', 'SSD1306 module of 0.96 inch, four pins'],
  displayHeight: [27.8, 'mm', 'the same'],
  displayThickness: [3, 'mm', 'the same: glass and board'],
  windowWidth: [24, 'mm', 'active area of 21.7 mm, and what modules differ by'],
  windowHeight: [13, 'mm', 'active area of 10.9 mm, and what modules differ by'],

  boardWidth: [53.34, 'mm', uno],
  boardLength: [68.58, 'mm', uno],
  boardThickness: [1.6, 'mm', uno],
  boardStandoff: [6, 'mm', 'the pins below the board are 3 mm long'],
  boardScrew: [2.1, 'mm', 'core of an M2.5 screw in plastic; the holes are 3.2 mm'],
  usbOverhang: [6.5, 'mm', `${uno}: the USB socket beyond the edge`],
  usbWidth: [12, 'mm', uno],
  usbHeight: [10.9, 'mm', uno],
  usbMiddle: [38.1, 'mm', `${uno}: from the side of the analog pins`],
  shieldAbove: [11, 'mm', `${shield}: between the two boards`],
  rj45Overhang: [4.4, 'mm', shield],
  rj45Width: [16, 'mm', shield],
  rj45Height: [13.5, 'mm', shield],
  headerHeight: [8.5, 'mm', `${shield}: sockets on top`],
  plugHeight: [20, 'mm', 'Dupont plug of 14 mm, and the bend of its wire'],
  portWidth: [18, 'mm', 'RJ45 plug with its latch; any USB-B plug'],

  buttonHole: [16.2, 'mm', 'push button for a hole of 16 mm'],
  buttonHeight: [30, 'mm', 'the middle of the side'],
  buttonDepth: [32, 'mm', 'the button behind the wall, with its wires'],
  guardRadius: [15, 'mm', 'a fingertip fits, an elbow does not'],
  guardHeight: [9, 'mm', 'higher than the button stands out'],

  collarRadius: [60, 'mm', 'stands on the top behind the leaning front'],
  collarHeight: [26, 'mm', 'lights, and 20 mm to guide the stem'],
  collarOpening: [44, 'mm', 'radius of the opening below the collar'],
  lightHole: [12, 'mm', 'large enough to be seen across a room'],
  lensFlange: [15, 'mm', 'holds the lens from inside'],
  led: [5.2, 'mm', 'LED of 5 mm'],
  collarScrews: [50, 'mm', 'radius of the five screws'],

  mushroomRadius: [44, 'mm', 'a palm'],
  mushroomHeight: [26, 'mm', 'room for the spring and a slope of 45 degrees'],
  stroke: [4, 'mm', 'felt, and enough for the lever of the switch'],
  stem: [8, 'mm', 'radius'],
  springRadius: [11.5, 'mm', 'spring of 20 mm outside, 17.6 mm inside'],
  springDepth: [12, 'mm', 'the spring is 16 mm long at rest, 12 mm when pressed'],
  retainerRadius: [12, 'mm', 'wider than the bore of the stem'],
  retainerHeight: [3, 'mm', 'fifteen layers of 0.2 mm'],

  switchLength: [27.8, 'mm', 'miniature snap switch, the size of the V-15 series'],
  switchHeight: [15.9, 'mm', 'the same'],
  switchThickness: [10.3, 'mm', 'the same'],
  switchHoles: [22.2, 'mm', 'the same: between its holes of 3.1 mm'],

  screwCore: [2.6, 'mm', screw],
  screwHole: [3.4, 'mm', 'M3 passes'],
  screwHead: [6.6, 'mm', 'countersunk head of M3'],
  screwDepth: [12, 'mm', screw],
  baseScrews: [78, 'mm', 'radius of the four screws'],

  piezo: [23, 'mm', 'piezo sounder of 22 mm'],
  perfboardWidth: [71, 'mm', 'perforated board of 50 x 70 mm'],
  perfboardLength: [51, 'mm', 'the same'],
  foot: [13, 'mm', 'rubber feet of 12 mm'],
} as const satisfies Record<string, Row>

type Named<U> = {
  [K in keyof typeof parameters]: (typeof parameters)[K][1] extends U ? K : never
}[keyof typeof parameters]

export const mm = (name: Named<'mm'>): number => parameters[name][0]
export const degrees = (name: Named<'degrees'>): number => parameters[name][0]
