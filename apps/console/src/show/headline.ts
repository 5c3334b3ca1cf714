import { type View, waitingOf } from '../view/view.ts'

/** A gate that is not asking, by its own order: what the line under the headline lists. */
export interface Held {
  readonly gate: string
  readonly mode: 'released' | 'blocked'
  readonly by: string | null
  readonly until: string | null
}

export interface Headline {
  readonly words: string
  /** How many pipelines wait. */
  readonly waiting: number
  readonly held: readonly Held[]
}

const numbers = [
  'Nothing',
  'One',
  'Two',
  'Three',
  'Four',
  'Five',
  'Six',
  'Seven',
  'Eight',
  'Nine',
  'Ten',
  'Eleven',
  'Twelve',
]

/** What is true now, in one sentence. */
export function headlineOf(view: View): Headline {
  const waiting = waitingOf(view).length
  const held = view.gates.flatMap(({ gate, status, effective, changedBy, until }): readonly Held[] =>
    status === 'default' || status !== effective ? [] : [{ gate, mode: status, by: changedBy, until }],
  )
  return { words: wordsOf(waiting, view), waiting, held }
}

function wordsOf(waiting: number, { gates }: View): string {
  if (waiting > 0) {
    const many = numbers[waiting] ?? String(waiting)
    return waiting === 1 ? 'One pipeline waits for an answer.' : `${many} pipelines wait for an answer.`
  }
  const isEvery = (mode: string) => gates.length > 0 && gates.every(({ effective }) => effective === mode)
  if (isEvery('blocked')) return 'Everything is blocked.'
  if (isEvery('released')) return 'Everything is released.'
  return 'Nothing waits.'
}
