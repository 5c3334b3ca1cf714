import { limits } from '@boss-deployer/protocol'
import { useWords } from '../words/words.ts'
import { Empty } from './empty.tsx'
import { useCards } from './use-cards.ts'
import { WaitingCard } from './waiting-card.tsx'

// These are drawn at once, the others as one comes near them.
const FIRST = 8

interface WaitingProps {
  /** Whether somebody else tells how a pipeline asks. */
  readonly isTaught: boolean
}

/** Everything that waits for an answer, oldest first. */
export function Waiting({ isTaught }: WaitingProps) {
  const { shell, waiting: title } = useWords()
  const { cards, watch, hasJustMoved } = useCards()
  const waiting = cards.filter(({ outcome }) => outcome === null).length
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">
        {title} <span className="count">{waiting}</span>
      </h2>
      {cards.length === 0 ? (
        <Empty isTaught={isTaught} />
      ) : (
        <ol ref={watch} className="cards">
          {cards.map((card, index) => (
            <WaitingCard key={card.lock.uuid} card={card} isFirst={index < FIRST} hasJustMoved={hasJustMoved} />
          ))}
        </ol>
      )}
      {cards.length >= limits.page && <p className="hint">{shell.listIsCut}</p>}
    </section>
  )
}
