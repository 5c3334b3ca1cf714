import type { Heard, News } from '../link/feed.ts'

/** What the live view shows. */
export interface Board {
  readonly isLost: boolean
  readonly gates: News['gates']
  readonly locks: News['locks']
  /** The newest events, oldest first. */
  readonly events: News['events']
}

export const emptyBoard: Board = { isLost: true, gates: [], locks: [], events: [] }
const KEPT = 12

/** The board after what was heard: gates and locks are replaced, events are added. */
export function take(board: Board, heard: Heard): Board {
  if (heard.type === 'lost') return { ...board, isLost: true }
  const { gates, locks, events } = heard.news
  return { isLost: false, gates, locks, events: [...board.events, ...events].slice(-KEPT) }
}
