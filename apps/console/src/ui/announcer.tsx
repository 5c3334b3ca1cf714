import { useEffect, useRef, useState } from 'react'
import { lockName } from '../history/lock-name.ts'
import { plain } from '../show/plain.ts'
import { toneOf } from '../show/tone.ts'
import { chime } from '../sound/chime.ts'
import { waitingOf } from '../view/view.ts'
import { useWords } from '../words/words.ts'
import { useLive } from './context.ts'
import { iconOf, titleOf } from './tab.ts'

/** Tells those who do not look at the page: the screen reader of a new lock, the tab of how many wait. */
export function Announcer() {
  const { announce, nudged, tab } = useWords()
  const { view, standing } = useLive()
  const waiting = waitingOf(view)
  const known = useRef<ReadonlyMap<string, string | null> | null>(null)
  const [words, setWords] = useState('')

  useEffect(() => {
    if (standing.state !== 'live') return
    const before = known.current
    known.current = new Map(waiting.map(({ uuid, nudgedAt }) => [uuid, nudgedAt]))
    if (!before) return
    const added = waiting.filter(({ uuid }) => !before.has(uuid))
    const again = waiting.find(({ uuid, nudgedAt }) => before.has(uuid) && before.get(uuid) !== nudgedAt)
    const first = added[0] ?? again
    if (!first) return
    chime()
    const name = plain(lockName(first))
    setWords(first === again ? nudged(name, first.gate) : announce(name, first.gate, added.length - 1))
  }, [waiting, standing.state, announce, nudged])

  const tone = toneOf(view, standing)
  const title = titleOf(tone, waiting.length, tab)
  useEffect(() => {
    document.title = title
    document.querySelector('link[rel="icon"]')?.setAttribute('href', iconOf(tone))
  }, [title, tone])
  const count = waiting.length
  useEffect(() => {
    // On the icon of the installed app.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined)
  }, [count])

  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  )
}
