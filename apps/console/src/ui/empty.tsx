import type { View } from '../view/view.ts'
import { useLive } from './context.ts'
import { CopyLine } from './copy-line.tsx'

const LINE = 'boss lock --pipeline shop --step deploy'

/** What stands where nothing waits: quiet for those who know it, a first step for those who do not. */
export function Empty() {
  const { log, view, standing } = useLive()
  if (standing.state === 'connecting') return <p className="empty-quiet">Asking the link…</p>
  const isKnown = log.events.some(({ type }) => type === 'locked')
  if (!isKnown && log.state === 'read') {
    return (
      <div className="empty">
        <p>No pipeline waits here. See how it is when one does: paste this into a terminal.</p>
        <Lesson />
      </div>
    )
  }
  return (
    <div className="empty">
      <p>No pipeline waits. {nextWords(view)}</p>
      <details>
        <summary>How a pipeline asks</summary>
        <Lesson />
      </details>
    </div>
  )
}

function nextWords({ gates }: View): string {
  if (gates.every(({ effective }) => effective === 'blocked'))
    return 'New requests are refused while the gate is blocked.'
  if (gates.every(({ effective }) => effective === 'released')) return 'Under the release they pass by themselves.'
  return 'The next one appears here by itself.'
}

function Lesson() {
  return (
    <>
      <CopyLine line={LINE} />
      <ol className="lesson">
        <li>The command waits, as a pipeline would.</li>
        <li>It appears here, and the gadget on the desk turns blue.</li>
        <li>You press Unlock: the command ends with 0, and the pipeline goes on. After Reject it ends with 3.</li>
      </ol>
    </>
  )
}
