import type { Button } from '../core/state.ts'
import type { PacedBoard } from './paced-board.ts'

/** No hand lets go sooner; the firmware takes what is shorter for no press. */
const TAP_MS = 60

type Board = Pick<ReturnType<PacedBoard['board']>, 'setButton'> & { readonly uno: { now(): number } }

interface Switches {
  board(): Board
  onTurn(listener: () => void): () => void
}

export interface Taps {
  down(button: Button): void
  up(button: Button): void
}

/** Fingers on a board whose time may be late: a tap that is over before the board has felt it stays until it has. */
export function createTaps(switches: Switches): Taps {
  const downAt = new Map<Button, number>()
  const stays = new Map<Button, () => void>()

  function end(button: Button) {
    stays.get(button)?.()
    stays.delete(button)
    downAt.delete(button)
  }

  return {
    down(button) {
      end(button)
      const board = switches.board()
      downAt.set(button, board.uno.now())
      board.setButton(button, true)
    },
    up(button) {
      const board = switches.board()
      const due = (downAt.get(button) ?? Number.NEGATIVE_INFINITY) + TAP_MS
      end(button)
      if (board.uno.now() >= due) return board.setButton(button, false)
      const stopListening = switches.onTurn(() => {
        if (switches.board() !== board) return end(button)
        if (board.uno.now() < due) return
        end(button)
        board.setButton(button, false)
      })
      stays.set(button, stopListening)
    },
  }
}
