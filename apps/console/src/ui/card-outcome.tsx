import type { Tone } from '../show/tone.ts'
import type { CardOutcome } from '../view/cards.ts'
import { useWords } from '../words/words.ts'
import { Lamp } from './lamp.tsx'
import { Said } from './said.tsx'

/** The colour of how a lock ended, or left the queue. */
export const outcomeTones: Readonly<Record<CardOutcome['state'], Tone>> = {
  unlocked: 'released',
  claimed: 'released',
  rejected: 'blocked',
  killed: 'blocked',
  expired: 'default',
  cancelled: 'default',
  superseded: 'default',
  gone: 'default',
}

interface CardOutcomeLineProps {
  readonly outcome: CardOutcome
}

/** What became of a lock that waited here, and by whom. */
export function CardOutcomeLine({ outcome: { state, by } }: CardOutcomeLineProps) {
  const words = useWords()
  const tone = outcomeTones[state]
  const isByItself = state === 'expired' || state === 'superseded'
  return (
    <span className={`outcome tone-${tone}`}>
      <Lamp tone={tone} /> {words.outcomes[state]}
      {by !== null &&
        !isByItself &&
        (state === 'claimed' ? words.unlockedBy : words.endedBy)(<Said text={by} max={40} />)}
    </span>
  )
}
