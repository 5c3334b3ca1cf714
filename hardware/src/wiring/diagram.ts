import type { Vec2 } from '../case/kernel.ts'
import { escapeXml } from '../files/xml.ts'
import type { Connection, Role } from './circuit.ts'
import { dot, frame, ground, pushButton, resistor, rgbLed, text, transistor, uprightResistor, wire } from './symbols.ts'

const size: Vec2 = [1080, 960]
const boardRight = 230
const columns = [420, 555, 690, 825, 960]
const nets = ['red', 'green', 'blue'] as const
const busTop = 150
const selectTop = 476
const pinEvery = 26

/** The wiring as SVG, for light and dark, told in words too. */
export function drawWiring(connections: readonly Connection[]): string {
  const of = (role: Role) => connections.filter((connection) => connection.role === role)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.join(' ')}" role="img" aria-labelledby="title text">`,
    '<title id="title">The wiring of the gadget</title>',
    `<desc id="text">${escapeXml(tell(connections))}</desc>`,
    `<style>${style}</style>`,
    '<rect class="page" width="100%" height="100%" rx="12"/>',
    text([40, 44], 'Wiring of the gadget', 'head'),
    text([40, 68], 'made from firmware/board/pins.h'),
    frame([40, 96], [boardRight - 40, 830], 'board'),
    text([58, 124], 'Arduino UNO R3'),
    text([58, 144], 'and W5500 shield'),
    ...colourLines(of('colour')),
    ...selectLines(of('select')),
    ...buttons(of('button')),
    ...sounder(of('piezo')),
    ...display([...of('display'), ...of('power')]),
    ...notes(of('shield')),
    '</svg>',
    '',
  ].join('\n')
}

/** Every connection as a sentence. */
export const tell = (connections: readonly Connection[]): string =>
  connections.map(({ pin, through, to }) => `${pin}${through ? ` through ${through}` : ''}: ${to}.`).join(' ')

const pinLabel = (y: number, pin: string): string => text([boardRight - 10, y + 5], pin, 'pin')

/** Each colour goes through one resistor to that anode of all five LEDs. */
function colourLines(connections: readonly Connection[]): readonly string[] {
  return connections.flatMap(({ pin, through }, at) => {
    const y = busTop + at * pinEvery
    const net = nets[at] ?? 'red'
    const anodes = columns.map((x): Vec2 => [x + (at - 1) * 24, y])
    return [
      pinLabel(y, pin),
      wire(net, [boardRight, y], [260, y]),
      `<rect class="part" x="260" y="${y - 7}" width="44" height="14"/>`,
      text([312, y - 5], through, 'small'),
      wire(net, [304, y], anodes.at(-1) ?? [304, y]),
      ...anodes.flatMap(([x]) => [dot(net, [x, y]), wire(net, [x, y], [x, 240])]),
    ]
  })
}

/** Each light has a transistor in its cathode, and a line of its own. */
function selectLines(connections: readonly Connection[]): readonly string[] {
  return connections.flatMap(({ pin, through }, light) => {
    const x = columns[light] ?? 0
    const y = selectTop + light * pinEvery
    return [
      pinLabel(y, pin),
      rgbLed([x, 240], `light ${light + 1}`),
      wire('', [x, 302], [x, 318]),
      transistor([x - 8, 342], `Q${light + 1}`),
      ground([x, 366]),
      wire('select', [x - 50, 342], [x - 14, 342]),
      wire('select', [x - 50, 342], [x - 50, 396]),
      uprightResistor([x - 50, 396], through),
      wire('select', [x - 50, 440], [x - 50, y], [boardRight, y]),
    ]
  })
}

function buttons(connections: readonly Connection[]): readonly string[] {
  return connections.flatMap(({ pin, to }, at) => {
    const y = 650 + at * 44
    return [
      pinLabel(y, pin),
      wire('', [boardRight, y], [280, y]),
      pushButton([280, y]),
      wire('', [340, y], [372, y]),
      ground([372, y]),
      text([396, y + 5], to),
    ]
  })
}

function sounder(connections: readonly Connection[]): readonly string[] {
  return connections.flatMap(({ pin, through }) => {
    const y = 792
    return [
      pinLabel(y, pin),
      wire('', [boardRight, y], [260, y]),
      resistor([260, y], through),
      wire('', [304, y], [340, y]),
      frame([340, y - 18], [16, 36]),
      `<path class="wire" d="M334 ${y - 14}v28M362 ${y - 14}v28"/>`,
      wire('', [362, y], [392, y]),
      ground([392, y]),
      text([416, y + 5], 'piezo sounder, not a magnetic buzzer'),
    ]
  })
}

function display(connections: readonly Connection[]): readonly string[] {
  const top = 838
  return [
    frame([370, top - 14], [200, 4 * 24 + 4]),
    ...connections.flatMap(({ pin, to }, at) => {
      const y = top + at * 24
      const word = to.split(' ')[0] ?? ''
      return [
        pinLabel(y, pin),
        wire(pin === 'GND' ? 'ground' : pin === '5V' ? 'red' : 'select', [boardRight, y], [370, y]),
        text([380, y + 5], word),
      ]
    }),
    text([448, top + 32], 'display'),
    text([448, top + 52], 'SSD1306, I2C'),
  ]
}

function notes(shield: readonly Connection[]): readonly string[] {
  const pins = [...shield.map(({ pin }) => pin), 'D12'].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
  return [
    frame([726, 596], [322, 232], 'note'),
    ...[
      'Lights: RGB LEDs of 5 mm, common',
      'cathode. One is on at a time.',
      'Q1 to Q5: BC337, 2N2222 or 2N3904.',
      'D4 also selects the SD card of the shield:',
      'no card may be in its slot.',
      `${pins.join(', ')}: the shield.`,
      'D0 and D1: USB. Leave them free.',
      'Every GND is one.',
    ].map((line, at) => text([744, 624 + at * 26], line)),
  ]
}

const style = [
  '.page{fill:#f4f5f7}.board{fill:#d5ecec;stroke:#1f8a8f;stroke-width:2}.part{fill:#fff;stroke:#1c2230;stroke-width:1.6}',
  '.note{fill:#fff7e0;stroke:#c9a24a}.wire{fill:none;stroke:#1c2230;stroke-width:1.8}.dot{fill:#1c2230}.arrow{fill:#1c2230}',
  '.wire.red{stroke:#c5221f}.wire.green{stroke:#188038}.wire.blue{stroke:#1a56c4}.wire.select{stroke:#8430ce}',
  '.dot.red,.glow.red{fill:#c5221f}.dot.green,.glow.green{fill:#188038}.dot.blue,.glow.blue{fill:#1a56c4}',
  'text{font:15px system-ui,sans-serif;fill:#1c2230}.small{font-size:13px}.head{font-size:22px;font-weight:600}.pin{font-weight:600;text-anchor:end}.middle{text-anchor:middle}',
  '@media(prefers-color-scheme:dark){.page{fill:#171b22}.board{fill:#12393b;stroke:#3fb5ba}.part{fill:#232936;stroke:#d5dae3}.note{fill:#3a331c;stroke:#c9a24a}',
  '.wire{stroke:#d5dae3}.dot,.arrow{fill:#d5dae3}text{fill:#e6e9ef}.wire.red{stroke:#ff7b72}.wire.green{stroke:#56d364}.wire.blue{stroke:#79a8ff}.wire.select{stroke:#c99bff}',
  '.dot.red,.glow.red{fill:#ff7b72}.dot.green,.glow.green{fill:#56d364}.dot.blue,.glow.blue{fill:#79a8ff}}',
].join('')
