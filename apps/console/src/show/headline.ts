import { type View, waitingOf } from '../view/view.ts'
import type { Words } from '../words/words.ts'

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

/** What is true now, in one sentence. */
export function headlineOf(view: View, words: Words['headline']): Headline {
  const waiting = waitingOf(view).length
  const held = view.gates.flatMap(({ gate, status, effective, changedBy, until }): readonly Held[] =>
    status === 'default' || status !== effective ? [] : [{ gate, mode: status, by: changedBy, until }],
  )
  return { words: sentenceOf(waiting, view, words), waiting, held }
}

function sentenceOf(waiting: number, { gates }: View, words: Words['headline']): string {
  if (waiting > 0) return words.waiting(waiting)
  const isEvery = (mode: string) => gates.length > 0 && gates.every(({ effective }) => effective === mode)
  if (isEvery('blocked')) return words.blocked
  return isEvery('released') ? words.released : words.nothing
}
