import type { Line } from './style.ts'

const ESCAPE = '\u001b'
/** A colour code of ours, or one character with its marks. */
const PIECE = new RegExp(`${ESCAPE}\\[[0-9;]*m|\\P{M}\\p{M}*|\\p{M}+`, 'gsu')
/** Characters two columns wide: East Asian scripts and pictures (Unicode TR 11). */
const WIDE =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (piece: string) => (piece.startsWith(ESCAPE) ? 0 : WIDE.test(piece) ? 2 : 1)

/** How many columns a line takes. */
export const widthOfLine = ({ ansi }: Line): number =>
  (ansi.match(PIECE) ?? []).reduce((sum, piece) => sum + widthOf(piece), 0)

/** The line cut to that many columns, its colours ended. */
export function fit(it: Line, columns: number): Line {
  if (widthOfLine(it) <= columns) return it
  let used = 0
  let ansi = ''
  for (const piece of it.ansi.match(PIECE) ?? []) {
    used += widthOf(piece)
    if (used < columns || piece.startsWith(ESCAPE)) ansi += piece
    else if (used >= columns) break
  }
  return { ansi: `${ansi}…${ansi.includes(ESCAPE) ? `${ESCAPE}[0m` : ''}` }
}

/** The line with spaces after it up to that many columns. */
export const padded = (it: Line, columns: number): Line => ({
  ansi: it.ansi + ' '.repeat(Math.max(0, columns - widthOfLine(it))),
})
