import { displayable } from './font.ts'
import type { FaceState } from './state.ts'
import { sayCountdown, sayDuration } from './words.ts'

/** A line of the display: where it is (dots), how large a dot of a letter is, and whether it is dark on light. */
export interface Line {
  readonly text: string
  readonly y: number
  readonly scale: 1 | 2
  readonly isInverse?: boolean
  readonly isCentered?: boolean
}

export const SCREEN = { width: 128, height: 64, letters: 21 } as const

const cut = (text: string, letters: number) => (text.length > letters ? `${text.slice(0, letters - 1)}~` : text)

/** Two texts at both ends of one line. */
function spread(left: string, right: string): string {
  const room = SCREEN.letters - right.length - 1
  return `${cut(left, room).padEnd(room)} ${right}`
}

const small = (text: string, y: number): Line => ({ text: cut(displayable(text), SCREEN.letters), y, scale: 1 })
const title = (text: string): Line => ({ text: text.padEnd(SCREEN.letters), y: 0, scale: 1, isInverse: true })

/** Large where it fits, else small: half as many letters are twice as easy to read from across the desk. */
function large(text: string, y: number): Line {
  const shown = displayable(text)
  return shown.length <= SCREEN.letters / 2 ? { text: shown, y, scale: 2 } : small(shown, y + 4)
}

const centered = (text: string, y: number): Line => ({ text, y, scale: 2, isCentered: true })

/** What the display shows, as dots of 128 by 64. */
export function screenOf(state: FaceState): readonly Line[] {
  const { pattern, head, gate, mode, until } = state
  if (pattern === 'seeking') return [title(' no server'), centered('SEARCHING', 24), small(`gate ${gate}`, 56)]
  if (pattern === 'unknown') return [title(state.server ? ' no link' : ' no server'), ...known(state)]
  if (mode === 'released')
    return [title(' released'), centered(until === null ? 'OPEN' : sayCountdown(until), 24), small(`gate ${gate}`, 56)]
  if (mode === 'blocked') return [title(' blocked'), centered('STOP', 24), small(`gate ${gate}`, 56)]
  return head ? asked(state) : [title(' ready'), centered('ALL CLEAR', 24), small(`gate ${gate}`, 56)]
}

function asked({ head, queue_length: queue }: FaceState): readonly Line[] {
  if (!head) return []
  return [
    title(spread(' locked', `1 of ${queue} `)),
    large(head.pipeline, 14),
    small(head.step, 34),
    small(spread(displayable(head.by), sayDuration(head.age)), 54),
  ]
}

/** While it cannot know: what was last known, and that it is old. */
function known(state: FaceState): readonly Line[] {
  const last = state.head ? `${state.head.pipeline} ${state.head.step}` : (state.mode ?? '')
  return [centered('?', 20), small('last known:', 46), small(last, 56)]
}
