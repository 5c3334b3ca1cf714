import { namesIn } from '../../history/sentence.ts'
import { EventLine } from '../../ui/history.tsx'
import type { EventView } from '../../view/view.ts'
import { useLockWords } from './words.ts'

interface TimelineProps {
  /** The first first. */
  readonly events: readonly EventView[]
}

/** What happened to a lock. */
export function Timeline({ events }: TimelineProps) {
  const { timeline } = useLockWords()
  const names = namesIn(events)
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{timeline}</h2>
      <ol className="timeline">
        {events.map((event) => (
          <li key={event.sequence} className="event">
            <EventLine event={event} names={names} />
          </li>
        ))}
      </ol>
    </section>
  )
}
