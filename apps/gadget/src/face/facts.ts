import type { FaceState } from './state.ts'
import { sayCountdown, sayDuration } from './words.ts'

type Fact = readonly [term: string, text: string]

/** What there is to know now, as pairs of a word and its content. */
export function factsOf(state: FaceState): readonly Fact[] {
  const { head, queue_length: queue, until, mode, gate, board } = state
  if (head)
    return [
      ['Pipeline', head.pipeline],
      ['Step', head.step],
      ['Asked by', head.by],
      ['Waiting for', sayDuration(head.age)],
      ['Place', `1 of ${queue}`],
    ]
  const common: readonly Fact[] = [
    ['Gate', gate],
    ['Waiting', queue === 0 ? 'nothing' : String(queue)],
  ]
  if (mode !== 'released') return [...common, ...firmware(board)]
  return [
    ...common,
    ...firmware(board),
    ['Released for', until === null ? 'until somebody ends it' : sayCountdown(until)],
  ]
}

/** Of a board: whether this machine runs it as fast as time. */
function firmware(board: FaceState['board']): readonly Fact[] {
  if (!board) return []
  if (board.speed === null) return [['Firmware', 'on an emulated board']]
  if (!board.slow) return [['Firmware', 'on an emulated board, as fast as time']]
  return [['Firmware', `too slow: this machine runs it at ${Math.round(board.speed * 100)} % of its speed`]]
}

/** Shows the facts; an entry whose text is the same is not touched. */
export function newFacts(list: HTMLElement): (facts: readonly Fact[]) => void {
  let terms = ''
  return (facts) => {
    const key = facts.map(([term]) => term).join()
    if (key !== terms) {
      terms = key
      list.replaceChildren(...facts.map(([term]) => entry(term)))
    }
    for (const [index, [, text]] of facts.entries()) {
      const element = list.children[index]?.querySelector('dd')
      if (element && element.textContent !== text) element.textContent = text
    }
  }
}

function entry(term: string): HTMLElement {
  const group = document.createElement('div')
  const name = document.createElement('dt')
  name.textContent = term
  group.append(name, document.createElement('dd'))
  return group
}
