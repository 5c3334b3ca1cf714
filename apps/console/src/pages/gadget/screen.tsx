import { Age, Until } from '../../ui/moment.tsx'
import { Said } from '../../ui/said.tsx'
import type { GateView } from '../../view/view.ts'
import type { Shown } from './shown.ts'
import { useGadgetWords } from './words.ts'

interface ScreenProps {
  readonly gate: GateView
  readonly shown: Shown
}

/** What the display says: who waits, where and how long; else what holds, and until when. */
export function Screen({ gate, shown: { state, head, queueLength } }: ScreenProps) {
  const words = useGadgetWords()
  return (
    <div className="screen">
      <p className="screen-bar">
        <span>{words.shows[state]}</span>
        {head && <span>{words.place(queueLength)}</span>}
      </p>
      {head ? (
        <>
          <p className="screen-large">
            <Said text={head.pipeline} max={24} />
          </p>
          <p>
            <Said text={head.step} max={40} />
          </p>
          <p className="screen-bar">
            <Said text={head.requester} max={24} />
            <Age at={head.lockedAt} />
          </p>
        </>
      ) : (
        <>
          <p className="screen-large">
            <bdi>{gate.gate}</bdi>
          </p>
          {state !== 'idle' && state !== 'away' && (
            <p>
              {gate.changedBy !== null && <Said text={words.by(gate.changedBy)} max={40} />}{' '}
              {gate.until !== null && <Until at={gate.until} />}
            </p>
          )}
        </>
      )}
    </div>
  )
}
