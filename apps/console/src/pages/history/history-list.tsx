import { useCallback, useEffect, useRef } from 'react'
import { textIn } from '../../history/event.ts'
import { Link } from '../../shell/link.tsx'
import { dayName } from '../../show/time.ts'
import { useNow } from '../../ui/context.ts'
import { EventLine } from '../../ui/history.tsx'
import { useWords } from '../../words/words.ts'
import type { Row } from './rows.ts'
import type { HistoryList as List } from './use-history.ts'
import { useWindowRows } from './use-window-rows.ts'
import { useHistoryWords } from './words.ts'

const ROW_PX = 54
const OVERSCAN = 12
/** So many rows before the end the next page is asked for. */
const AHEAD = 40

interface HistoryListProps {
  readonly list: List
}

/** The list of what happened: only what is seen is in the page. */
export function HistoryList({ list }: HistoryListProps) {
  const { rows, readOlder } = list
  const element = useRef<HTMLOListElement>(null)
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const shape = { count: rows.length, estimate: ROW_PX, overscan: OVERSCAN, keyOf }
  const { items, before, after, measure } = useWindowRows(element, shape)
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rows.length - AHEAD) readOlder()
  }, [last, rows.length, readOlder])
  return (
    <ol
      ref={element}
      className="event-list"
      aria-busy={list.isReading}
      style={{ paddingBlockStart: before, paddingBlockEnd: after }}
    >
      {items.map(({ index, key }) => (
        <li key={String(key)} ref={measure} data-index={index}>
          <RowOf row={rows[index]} list={list} />
        </li>
      ))}
    </ol>
  )
}

interface RowOfProps {
  readonly row: Row | undefined
  readonly list: List
}

function RowOf({ row, list: { names } }: RowOfProps) {
  if (row === undefined) return null
  if (row.is === 'day') return <Day at={row.at} />
  const { event } = row
  const lock = textIn(event, 'lock')
  return (
    <div className="event" data-sequence={event.sequence}>
      <EventLine event={event} names={names} />
      {lock !== null && <ToLock lock={lock} name={names.get(lock) ?? lock.slice(0, 8)} />}
    </div>
  )
}

function Day({ at }: { readonly at: string }) {
  const now = useNow()
  return <h2 className="day">{dayName(at, now, useWords().time)}</h2>
}

function ToLock({ lock, name }: { readonly lock: string; readonly name: string }) {
  const words = useHistoryWords()
  return (
    <Link className="to-lock" to={`/locks/${lock}`} aria-label={words.toLock(name)}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m6 3 5 5-5 5" fill="none" stroke="currentColor" strokeWidth="1.75" />
      </svg>
    </Link>
  )
}
