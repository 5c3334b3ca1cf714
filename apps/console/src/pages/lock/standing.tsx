import type { Tone } from '../../show/tone.ts'
import { Lamp } from '../../ui/lamp.tsx'
import { Age } from '../../ui/moment.tsx'
import { Said } from '../../ui/said.tsx'
import type { ShownLock } from './read.ts'
import { useLockWords } from './words.ts'

const tones: Readonly<Record<ShownLock['state'], Tone>> = {
  locked: 'waiting',
  unlocked: 'released',
  claimed: 'released',
  rejected: 'blocked',
  killed: 'blocked',
  expired: 'default',
  cancelled: 'default',
  superseded: 'default',
}

interface LockStandingProps {
  readonly lock: ShownLock
}

/** What state a lock is in, and by whom. */
export function LockStanding({ lock: { state, lockedAt, approvedBy, end, note } }: LockStandingProps) {
  const words = useLockWords()
  const by = end?.by ?? approvedBy
  const said = end?.reason ?? note
  return (
    <>
      <p className={`outcome tone-${tones[state]}`}>
        <Lamp tone={tones[state]} /> {words.states[state]} {state === 'locked' && <Age at={lockedAt} />}
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
