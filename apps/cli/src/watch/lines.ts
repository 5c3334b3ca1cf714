import { toWire } from '@boss-deployer/protocol'
import { type Line, line, type Style } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { eventLine } from '../words/event.ts'
import { lockRow, modeWord } from '../words/gate.ts'
import type { JsonRecord } from '../words/record.ts'
import type { Board } from './board.ts'

const LOCKS = 15

/** The screen of the live view. */
export function boardLines(style: Style, board: Board, { now, url }: { now: number; url: string }): readonly Line[] {
  const lost = board.isLost ? style.yellow('  out of reach: trying again, this may be old') : line``
  const hidden = board.locks.length - LOCKS
  return [
    line`${style.bold('Boss Deployer')}  ${style.dim(url)}${lost}`,
    line``,
    ...board.gates.map((gate) => modeWord(style, gate, now)),
    line``,
    ...(board.locks.length === 0 ? [style.dim('nothing waits')] : []),
    ...table(board.locks.slice(0, LOCKS).map((lock) => lockRow(style, lock, now))),
    ...(hidden > 0 ? [style.dim(`and ${hidden} more`)] : []),
    line``,
    ...board.events.map((event) => eventLine(style, toWire(event) as JsonRecord)),
    line``,
    style.dim('boss unlock --head   boss release   boss block   ctrl-C ends this view'),
  ]
}
