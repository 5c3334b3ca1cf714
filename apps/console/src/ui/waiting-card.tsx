import { useId } from 'react'
import { Link } from '../shell/link.tsx'
import type { Card } from '../view/cards.ts'
import { CardFacts } from './card-facts.tsx'
import { CardOutcomeLine } from './card-outcome.tsx'
import { Lamp } from './lamp.tsx'
import { LockActions } from './lock-actions.tsx'
import { Age } from './moment.tsx'
import { Said } from './said.tsx'

interface WaitingCardProps {
  readonly card: Card
  readonly hasJustMoved: () => boolean
}

/** One lock that waits, with all there is to decide by, and the two answers. */
export function WaitingCard({ card: { lock, outcome }, hasJustMoved }: WaitingCardProps) {
  const title = useId()
  return (
    <li>
      <article className={outcome ? 'card is-over' : 'card'} aria-labelledby={title} data-lock={lock.uuid}>
        <header className="card-head">
          <h3 id={title}>
            <Link to={`/locks/${lock.uuid}`} className="card-link">
              <Said text={lock.pipeline} /> <span className="slash">/</span> <Said text={lock.step} />
            </Link>
          </h3>
          <p className="card-state">
            {outcome ? (
              <CardOutcomeLine outcome={outcome} />
            ) : (
              <>
                <Lamp tone="waiting" /> Waits <Age at={lock.lockedAt} />
              </>
            )}
          </p>
        </header>
        <CardFacts lock={lock} />
        <LockActions lock={lock} hasJustMoved={hasJustMoved} />
      </article>
    </li>
  )
}
