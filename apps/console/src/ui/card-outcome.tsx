import type { Tone } from '../show/tone.ts'
import type { CardOutcome } from '../view/cards.ts'
import { Lamp } from './lamp.tsx'
import { Said } from './said.tsx'

const outcomes: Readonly<Record<CardOutcome['state'], { readonly tone: Tone; readonly words: string }>> = {
  unlocked: { tone: 'released', words: 'Unlocked' },
  claimed: { tone: 'released', words: 'Passed' },
  rejected: { tone: 'blocked', words: 'Rejected' },
  killed: { tone: 'blocked', words: 'Killed' },
  expired: { tone: 'default', words: 'Expired' },
  cancelled: { tone: 'default', words: 'Cancelled' },
  superseded: { tone: 'default', words: 'Superseded' },
  gone: { tone: 'default', words: 'No longer waits' },
}

interface CardOutcomeLineProps {
  readonly outcome: CardOutcome
}

/** What became of a lock that waited here, and by whom. */
export function CardOutcomeLine({ outcome: { state, by } }: CardOutcomeLineProps) {
  const { tone, words } = outcomes[state]
  const isByItself = state === 'expired' || state === 'superseded'
  return (
    <span className={`outcome tone-${tone}`}>
      <Lamp tone={tone} /> {words}
      {by !== null && !isByItself && (
        <>
          {state === 'claimed' ? ', unlocked by ' : ' by '}
          <Said text={by} max={40} />
        </>
      )}
    </span>
  )
}
