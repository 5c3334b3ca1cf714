import { Empty } from './empty.tsx'
import { useCards } from './use-cards.ts'
import { WaitingCard } from './waiting-card.tsx'

// More would be no list to decide from: the oldest are answered first, then the others come up.
const MOST = 200

/** Everything that waits for an answer, oldest first. */
export function Waiting() {
  const { cards, watch, hasJustMoved } = useCards()
  const waiting = cards.filter(({ outcome }) => outcome === null).length
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        Waiting <span className="count">{waiting}</span>
      </h2>
      {cards.length === 0 ? (
        <Empty />
      ) : (
        <ol ref={watch} className="cards">
          {cards.slice(0, MOST).map((card) => (
            <WaitingCard key={card.lock.uuid} card={card} hasJustMoved={hasJustMoved} />
          ))}
        </ol>
      )}
      {cards.length > MOST && <p className="hint">{cards.length - MOST} more wait behind these.</p>}
    </section>
  )
}
