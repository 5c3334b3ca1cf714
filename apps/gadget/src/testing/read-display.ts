import { DISPLAY } from '../board/ssd1306.ts'
import { columnsOf, GLYPH_WIDTH } from '../face/font.ts'

const letters = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at))
const letterOf = new Map(letters.map((letter) => [columnsOf(letter).join(), letter]))

/** What stands in columns of eight dots, letter by letter; a sign that is none of the face's is `▒`. */
function textIn(columns: readonly number[]): string {
  const count = Math.floor(columns.length / GLYPH_WIDTH)
  const cells = Array.from({ length: count }, (_, at) => columns.slice(at * GLYPH_WIDTH, (at + 1) * GLYPH_WIDTH))
  return cells.map((cell) => letterOf.get(cell.join()) ?? '▒').join('')
}

/** Every other dot, as letters that are twice as large are drawn. */
const halved = (dots: number) => [0, 1, 2, 3].reduce((nibble, bit) => nibble | (((dots >> (2 * bit)) & 1) << bit), 0)

/** What a person reads on the display: title, large line, and the rows below, blanks at their ends taken off. */
export function readDisplay(picture: Uint8Array) {
  const page = (at: number) => [...picture.subarray(at * DISPLAY.width, (at + 1) * DISPLAY.width)]
  const [upper, lower] = [page(2), page(3)]
  const large = upper.filter((_, x) => x % 2 === 0).map((dots, at) => halved(dots) | (halved(lower[at * 2] ?? 0) << 4))
  return {
    title: textIn(page(0).map((dots) => ~dots & 0xff)).trimEnd(),
    large: textIn(large).trimEnd(),
    rows: [4, 5, 6, 7].map((at) => textIn(page(at)).trimEnd()),
  }
}
