import { outcomeTones } from '../../ui/card-outcome.tsx'
import { Lamp } from '../../ui/lamp.tsx'
import { Age } from '../../ui/moment.tsx'
import { Said } from '../../ui/said.tsx'
import { useWords } from '../../words/words.ts'
import type { ShownLock } from './read.ts'
import { useLockWords } from './words.ts'

interface LockStandingProps {
  readonly lock: ShownLock
}

/** What state a lock is in, and by whom. */
export function LockStanding({ lock: { state, lockedAt, approvedBy, end, note } }: LockStandingProps) {
  const words = useLockWords()
  const { outcomes } = useWords()
  const tone = state === 'locked' ? 'waiting' : outcomeTones[state]
  const name = state === 'locked' || state === 'unlocked' ? words.states[state] : outcomes[state]
  const by = end?.by ?? approvedBy
  const said = end?.reason ?? note
  return (
    <>
      <p className={`outcome tone-${tone}`}>
        <Lamp tone={tone} /> {name} {state === 'locked' && <Age at={lockedAt} />}
        {by !== null && (
          <>
            {' '}
            {words.by} <Said text={by} max={60} />
          </>
        )}
      </p>
      {said !== null && said !== '' && (
        <p className="why">
          <Said text={said} max={200} />
        </p>
      )}
    </>
  )
}
