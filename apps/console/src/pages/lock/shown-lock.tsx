import { CardFacts } from '../../ui/card-facts.tsx'
import { useLive } from '../../ui/context.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { LockActions } from '../../ui/lock-actions.tsx'
import { Said } from '../../ui/said.tsx'
import { Calls } from './calls.tsx'
import { Nudge } from './nudge.tsx'
import type { LockAndTimeline } from './read.ts'
import { LockStanding } from './standing.tsx'
import { Timeline } from './timeline.tsx'
import { useLockWords } from './words.ts'

interface ShownLockPageProps {
  readonly shown: LockAndTimeline
}

/** All there is to know of a lock. The answers stand here as long as it waits. */
export function ShownLockPage({ shown: { lock, events } }: ShownLockPageProps) {
  const words = useLockWords()
  const { view } = useLive()
  const waiting = view.locks.find(({ uuid, state }) => uuid === lock.uuid && state === 'locked')
  return (
    <article className="lock-page" data-lock={lock.uuid}>
      <header>
        <h1>
          <Said text={lock.pipeline} /> <span className="slash">/</span> <Said text={lock.step} />
        </h1>
        <LockStanding lock={lock} />
      </header>
      <CardFacts lock={lock} />
      {waiting && <LockActions lock={waiting} />}
      {waiting && <MayVote names={lock.mayVote} />}
      {waiting && <Nudge lock={waiting} />}
      <Timeline events={events} />
      <Calls lock={lock.uuid} happened={events.length} />
      <section aria-labelledby="to-send">
        <h2 id="to-send">{words.line}</h2>
        <CopyLine line={location.href} />
        <p className="hint">{words.lineHint}</p>
      </section>
    </article>
  )
}

interface MayVoteProps {
  /** Null: whoever may decide there. */
  readonly names: readonly string[] | null
}

function MayVote({ names }: MayVoteProps) {
  const words = useLockWords()
  return (
    <section aria-labelledby="may-vote">
      <h2 id="may-vote">{words.mayVote}</h2>
      {names === null ? (
        <p className="soft">{words.anybody}</p>
      ) : (
        <p>
          {names.map((name) => (
            <Said key={name} className="voter" text={name} max={60} />
          ))}
        </p>
      )}
    </section>
  )
}
