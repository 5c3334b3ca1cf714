import { useId, useState } from 'react'
import { reject, unlock } from '../actions/lock-actions.ts'
import { lockName } from '../history/lock-name.ts'
import { plain } from '../show/plain.ts'
import type { Card } from '../view/cards.ts'
import { ActionButton, Refusal } from './action-button.tsx'
import { CardFacts } from './card-facts.tsx'
import { CardOutcomeLine } from './card-outcome.tsx'
import { Lamp } from './lamp.tsx'
import { Age } from './moment.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { Said } from './said.tsx'
import { useAction } from './use-action.ts'

interface WaitingCardProps {
  readonly card: Card
  readonly hasJustMoved: () => boolean
}

/** One lock that waits, with all there is to decide by, and the two answers. */
export function WaitingCard({ card: { lock, outcome }, hasJustMoved }: WaitingCardProps) {
  const unlocking = useAction(unlock, lock)
  const rejecting = useAction(reject, lock)
  const [isRejecting, setRejecting] = useState(false)
  const title = useId()
  const about = `${plain(lockName(lock))} at ${lock.gate}`
  const forget = () => {
    unlocking.say(null)
    rejecting.say(null)
  }
  const guarded = (press: () => void) => () => {
    if (hasJustMoved()) unlocking.say('the list has just moved: press again if this is the one you mean')
    else press()
  }
  return (
    <li>
      <article className={outcome ? 'card is-over' : 'card'} aria-labelledby={title} data-lock={lock.uuid}>
        <header className="card-head">
          <h3 id={title}>
            <Said text={lock.pipeline} /> <span className="slash">/</span> <Said text={lock.step} />
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
        <div className="card-actions">
          <ActionButton
            {...unlock}
            running={unlocking}
            about={about}
            className="button act big"
            onTouch={forget}
            onPress={guarded(() => void unlocking.run())}
          />
          <ActionButton
            {...reject}
            running={rejecting}
            about={about}
            className="button stop-quiet big"
            onTouch={forget}
            onPress={guarded(() => setRejecting(true))}
          />
        </div>
        <Refusal error={unlocking.error ?? rejecting.error} />
        {isRejecting && <RejectDialog lock={lock} onClose={() => setRejecting(false)} />}
      </article>
    </li>
  )
}
