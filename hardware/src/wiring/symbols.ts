import type { Vec2 } from '../case/kernel.ts'
import { escapeXml } from '../files/xml.ts'

/** Small pieces of SVG, in pixels. A wire has the class of its net. */
export const wire = (net: string, ...points: readonly Vec2[]): string =>
  `<path class="wire ${net}" d="M${points.map((point) => point.join(' ')).join('L')}"/>`

export const dot = (net: string, [x, y]: Vec2): string => `<circle class="dot ${net}" cx="${x}" cy="${y}" r="4"/>`

export const text = ([x, y]: Vec2, content: string, style = ''): string =>
  `<text x="${x}" y="${y}" class="${style}">${escapeXml(content)}</text>`

export const frame = ([x, y]: Vec2, [width, height]: Vec2, style = 'part'): string =>
  `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`

/** Ground: three lines below a point. */
export const ground = ([x, y]: Vec2): string =>
  `<path class="wire ground" d="M${x} ${y}v8M${x - 11} ${y + 8}h22M${x - 7} ${y + 13}h14M${x - 3} ${y + 18}h6"/>`

/** A resistor of 44 pixels, from a point to the right. */
export const resistor = ([x, y]: Vec2, label: string): string =>
  `<rect class="part" x="${x}" y="${y - 7}" width="44" height="14"/>${text([x + 22, y - 12], label, 'small middle')}`

/** The same, from a point downwards. */
export const uprightResistor = ([x, y]: Vec2, label: string): string =>
  `<rect class="part" x="${x - 7}" y="${y}" width="14" height="44"/>${text([x + 12, y + 26], label, 'small')}`

/** An NPN transistor: base on the left of the point, collector above it on the right, emitter below. */
export const transistor = ([x, y]: Vec2, label: string): string =>
  [
    `<circle class="part" cx="${x}" cy="${y}" r="19"/>`,
    `<path class="wire" d="M${x - 6} ${y - 11}V${y + 11}M${x - 6} ${y - 4}L${x + 8} ${y - 13}V${y - 24}M${x - 6} ${y + 4}L${x + 8} ${y + 13}V${y + 24}"/>`,
    `<path class="arrow" d="M${x + 8} ${y + 13}l-8 -1l4 -6z"/>`,
    text([x + 24, y + 5], label),
  ].join('')

/** A push button of 60 pixels, from a point to the right. */
export const pushButton = ([x, y]: Vec2): string =>
  [
    `<circle class="dot" cx="${x + 12}" cy="${y}" r="3"/><circle class="dot" cx="${x + 48}" cy="${y}" r="3"/>`,
    `<path class="wire" d="M${x} ${y}h12M${x + 48} ${y}h12M${x + 8} ${y - 10}h44M${x + 30} ${y - 10}v-9M${x + 24} ${y - 19}h12"/>`,
  ].join('')

/** An RGB LED with its anodes above, 24 pixels apart, and its cathode below. */
export const rgbLed = ([x, y]: Vec2, label: string): string =>
  [
    frame([x - 40, y], [80, 62]),
    ...(['red', 'green', 'blue'] as const).map((net, at) => {
      const middle = x + (at - 1) * 24
      return `<path class="glow ${net}" d="M${middle - 8} ${y + 14}h16l-8 13z"/><path class="wire" d="M${middle - 8} ${y + 27}h16M${middle} ${y + 27}V${y + 36}"/>`
    }),
    `<path class="wire" d="M${x - 24} ${y + 36}h48M${x} ${y + 36}V${y + 62}"/>`,
    text([x + 46, y + 36], label, 'small'),
  ].join('')
