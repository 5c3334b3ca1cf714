import type { View } from '../view/view.ts'
import { useWords, type Words } from '../words/words.ts'
import { useLive } from './context.ts'
import { CopyLine } from './copy-line.tsx'

const LINE = 'boss lock --pipeline shop --step deploy'

interface EmptyProps {
  readonly isTaught: boolean
}

/** What stands where nothing waits: quiet for those who know it, a first step for those who do not. */
export function Empty({ isTaught }: EmptyProps) {
  const { headline, empty } = useWords()
  const { log, view, standing } = useLive()
  if (standing.state === 'connecting') return <p className="empty-quiet">{headline.asking}</p>
  if (isTaught)
    return (
      <p className="empty-quiet">
        {empty.nothing} {nextWords(view, empty)}
      </p>
    )
  const isKnown = log.events.some(({ type }) => type === 'locked')
  if (!isKnown && log.state === 'read') {
    return (
      <div className="empty">
        <p>{empty.first}</p>
        <Lesson />
      </div>
    )
  }
  return (
    <div className="empty">
      <p>
        {empty.nothing} {nextWords(view, empty)}
      </p>
      <details>
        <summary>{empty.how}</summary>
        <Lesson />
      </details>
    </div>
  )
}

function nextWords({ gates }: View, words: Words['empty']): string {
  if (gates.every(({ effective }) => effective === 'blocked')) return words.blocked
  return gates.every(({ effective }) => effective === 'released') ? words.released : words.next
}

function Lesson() {
  const { empty } = useWords()
  return (
    <>
      <CopyLine line={LINE} />
      <ol className="lesson">
        {empty.lesson.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  )
}
