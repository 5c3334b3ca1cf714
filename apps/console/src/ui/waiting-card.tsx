import { memo, useId } from 'react'
import { Link } from '../shell/link.tsx'
import type { Card } from '../view/cards.ts'
import { useWords } from '../words/words.ts'
import { CardFacts } from './card-facts.tsx'
import { CardOutcomeLine } from './card-outcome.tsx'
import { Lamp } from './lamp.tsx'
import { LockActions } from './lock-actions.tsx'
import { Age } from './moment.tsx'
import { Said } from './said.tsx'
import { useNear } from './use-near.ts'

interface WaitingCardProps {
  readonly card: Card
  /** Whether it stands so far up that it is drawn with the page. */
  readonly isFirst: boolean
  readonly hasJustMoved: () => boolean
}

/** One lock that waits, with all there is to decide by, and the two answers; its name alone while it is out of sight. */
export const WaitingCard = memo(({ card: { lock, outcome }, isFirst, hasJustMoved }: WaitingCardProps) => {
  const title = useId()
  const { waits } = useWords()
  const { isNear, watch } = useNear(isFirst)
  return (
    <li ref={watch} className={isNear ? undefined : 'is-far'}>
      <article className={outcome ? 'card is-over' : 'card'} aria-labelledby={title} data-lock={lock.uuid}>
        <header className="card-head">
          <h3 id={title}>
            <Link to={`/locks/${lock.uuid}`} className="card-link">
              <Said text={lock.pipeline} /> <span className="slash">/</span> <Said text={lock.step} />
            </Link>
          </h3>
          {isNear && (
            <p className="card-state">
              {outcome ? (
                <CardOutcomeLine outcome={outcome} />
              ) : (
                <>
                  <Lamp tone="waiting" /> {waits(<Age at={lock.lockedAt} />)}
                </>
              )}
            </p>
          )}
        </header>
        {isNear && (
          <>
            <CardFacts lock={lock} />
            <LockActions lock={lock} hasJustMoved={hasJustMoved} />
          </>
        )}
      </article>
    </li>
  )
})
