import { createElement, Fragment, useMemo } from 'react'
import { lockName } from '../history/lock-name.ts'
import { type LockNames, namesIn, type Part, sentenceOf } from '../history/sentence.ts'
import { useEventsWords } from '../history/words.ts'
import { shownLength } from '../show/plain.ts'
import { dayName } from '../show/time.ts'
import type { EventView } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { useLive, useNow, usePage } from './context.ts'
import { Lamp } from './lamp.tsx'
import { ClockTime, Until } from './moment.tsx'
import { Said } from './said.tsx'
import { useSettled } from './use-settled.ts'

/** Everything that happened, newest first. */
export function History() {
  const { live } = usePage()
  const { log, view } = useLive()
  const now = useNow()
  const { time } = useWords()
  const words = useEventsWords()
  const { shown, hidden, showAll, watch } = useSettled(log.events)
  const names = useMemo(() => {
    const open = view.locks.map((lock) => [lock.uuid, lockName(lock)] as const)
    return namesIn(log.events, new Map(open))
  }, [log.events, view.locks])
  const days = groupedByDay(shown, (at) => dayName(at, now, time))
  return (
    <section className="history" aria-labelledby="history-title" ref={watch}>
      <h2 id="history-title">
        {words.title}
        {hidden > 0 && (
          <button type="button" className="button quiet small" onClick={showAll}>
            {words.showNew(hidden)}
          </button>
        )}
      </h2>
      {[...days].map(([day, events]) => (
        <Fragment key={day}>
          <h3>{day}</h3>
          <ol className="events">
            {events.map((event) => (
              <Entry key={event.sequence} event={event} names={names} />
            ))}
          </ol>
        </Fragment>
      ))}
      {log.state === 'failed' && <p role="alert">{words.failed}</p>}
      {log.more && log.state !== 'unread' && (
        <button
          type="button"
          className="button quiet"
          aria-disabled={log.state === 'reading'}
          onClick={() => void live.readOlder()}
        >
          {log.state === 'reading' ? words.loading : words.more}
        </button>
      )}
      {!log.more && <p className="soft begin">{words.begin}</p>}
    </section>
  )
}

function groupedByDay(
  events: readonly EventView[],
  dayOf: (at: string) => string,
): ReadonlyMap<string, readonly EventView[]> {
  const days = new Map<string, EventView[]>()
  for (const event of events) {
    const day = dayOf(event.at)
    days.set(day, [...(days.get(day) ?? []), event])
  }
  return days
}

interface EntryProps {
  readonly event: EventView
  readonly names: LockNames
}

function Entry({ event, names }: EntryProps) {
  return (
    <li className="event" data-sequence={event.sequence}>
      <EventLine event={event} names={names} />
    </li>
  )
}

/** When it was, its state's shape, and what happened. */
export function EventLine({ event, names }: EntryProps) {
  const { tone, parts, words, via } = sentenceOf(event, names, useEventsWords())
  return (
    <>
      <ClockTime at={event.at} />
      <Lamp tone={tone} />
      <div>
        <p>
          {createElement(Fragment, null, ...parts.map(piece))}
          {via !== null && <span className="via">{via}</span>}
        </p>
        {words !== null && (
          <p className="words">
            <Said text={words} max={shownLength.line} />
          </p>
        )}
      </div>
    </>
  )
}

function piece(part: Part) {
  if (typeof part === 'string') return part
  if ('time' in part) return <Until at={new Date(part.time).toISOString()} />
  return <Said className={`said-${part.kind}`} text={part.said} />
}
