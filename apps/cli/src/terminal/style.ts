import picocolors from 'picocolors'
import { plain } from './plain.ts'

/** A finished piece of output: whatever came from elsewhere has been made harmless. */
export interface Line {
  readonly ansi: string
}

/** Numbers and strings are made harmless, a finished line goes in as it is. */
export type Cell = string | number | Line

const finished = (cell: Cell): string => (typeof cell === 'object' ? cell.ansi : plain(String(cell)))

/** The only road to the terminal: what is interpolated is made harmless unless it is a finished line. */
export function line(words: TemplateStringsArray, ...cells: readonly Cell[]): Line {
  return {
    ansi: words.map((text, index) => text + (index < cells.length ? finished(cells[index] ?? '') : '')).join(''),
  }
}

export const join = (lines: readonly Line[], between = ''): Line => ({ ansi: lines.map((it) => it.ansi).join(between) })

export type Tone = 'blue' | 'green' | 'red' | 'yellow' | 'bold' | 'dim'
export type Style = Readonly<Record<Tone, (cell: Cell) => Line>>

/** Colours as the terminal has them, or none. */
export function makeStyle(hasColour: boolean): Style {
  const colours = picocolors.createColors(hasColour)
  const tone = (name: Tone) => (cell: Cell) => ({ ansi: colours[name](finished(cell)) })
  return {
    blue: tone('blue'),
    green: tone('green'),
    red: tone('red'),
    yellow: tone('yellow'),
    bold: tone('bold'),
    dim: tone('dim'),
  }
}

interface Screen {
  readonly isTTY?: boolean
}

/** Only a terminal gets colours, and NO_COLOR (https://no-color.org) or a dumb terminal gets none. */
export function wantsColour(screen: Screen, env: NodeJS.ProcessEnv): boolean {
  return screen.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}
