import { columnsOf, GLYPH_WIDTH } from './font.ts'
import { type Line, SCREEN } from './screen.ts'

const LIT = '#d9f3ff'
const DARK = '#0a1117'
/** From this size on, in pixels of the page's screen, the gap between dots can be seen. */
const GAP_FROM = 3

/** Pixels a dot: a whole number where it is nearly one, so that all dots are alike. */
function dotSize(canvas: HTMLCanvasElement): number {
  const exact = (canvas.clientWidth * devicePixelRatio) / SCREEN.width
  const whole = Math.max(1, Math.round(exact))
  return Math.abs(exact - whole) < 0.15 ? whole : exact
}

/** Draws the display dot by dot, anew when it shows something else or the page has another size. */
export function newOled(canvas: HTMLCanvasElement): (shown: readonly Line[] | string) => void {
  let before = ''
  return (shown) => {
    const size = dotSize(canvas)
    const key = JSON.stringify([size, shown])
    if (key === before) return
    before = key
    draw(canvas, typeof shown === 'string' ? dotsOfPicture(shown) : dotsOf(shown), size)
  }
}

/** The dots of a real display, as the board tells them: 8 pages of 128 columns, a bit a dot, the lowest on top. */
export function dotsOfPicture(base64: string): ReadonlySet<number> {
  const dots = new Set<number>()
  const bytes = atob(base64)
  for (let at = 0; at < bytes.length; at += 1) {
    const [page, x] = [Math.floor(at / SCREEN.width), at % SCREEN.width]
    for (let bit = 0; bit < 8; bit += 1)
      if (((bytes.charCodeAt(at) >> bit) & 1) === 1) dots.add((page * 8 + bit) * SCREEN.width + x)
  }
  return dots
}

function draw(canvas: HTMLCanvasElement, dots: ReadonlySet<number>, size: number): void {
  canvas.width = Math.round(SCREEN.width * size)
  canvas.height = Math.round(SCREEN.height * size)
  const context = canvas.getContext('2d')
  if (!context) return
  const gap = size >= GAP_FROM ? Math.max(1, Math.round(size / 5)) : 0
  for (let y = 0; y < SCREEN.height; y += 1) {
    for (let x = 0; x < SCREEN.width; x += 1) {
      const [left, top] = [Math.round(x * size), Math.round(y * size)]
      context.fillStyle = dots.has(y * SCREEN.width + x) ? LIT : DARK
      context.fillRect(left, top, Math.round((x + 1) * size) - left - gap, Math.round((y + 1) * size) - top - gap)
    }
  }
}

/** The dots that are lit, each as y × width + x. */
export function dotsOf(lines: readonly Line[]): ReadonlySet<number> {
  const dots = new Set<number>()
  for (const line of lines) for (const dot of dotsOfLine(line)) dots.add(dot)
  return dots
}

function* dotsOfLine({ text, y, scale, isInverse = false, isCentered = false }: Line): Generator<number> {
  const height = isInverse ? 10 : 8
  const top = isInverse ? 1 : 0
  const width = isInverse ? SCREEN.width : text.length * GLYPH_WIDTH * scale
  const left = isCentered ? Math.max(0, Math.floor((SCREEN.width - width) / 2)) : 0
  const columns = text.split('').flatMap(columnsOf)
  for (let x = 0; x < Math.min(width, SCREEN.width - left); x += 1) {
    const column = columns[Math.floor(x / scale)] ?? 0
    for (let row = 0; row < height * scale; row += 1) {
      const bit = Math.floor(row / scale) - top
      const isLit = bit >= 0 && bit < 8 && ((column >> bit) & 1) === 1
      if (isLit !== isInverse && y + row < SCREEN.height) yield (y + row) * SCREEN.width + left + x
    }
  }
}
