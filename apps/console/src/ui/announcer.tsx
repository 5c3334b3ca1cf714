import { useEffect, useRef, useState } from 'react'
import { lockName } from '../history/lock-name.ts'
import { plain } from '../show/plain.ts'
import { toneOf } from '../show/tone.ts'
import { waitingOf } from '../view/view.ts'
import { useLive } from './context.ts'
import { iconOf, titleOf } from './tab.ts'

/** Tells those who do not look at the page: the screen reader of a new lock, the tab of how many wait. */
export function Announcer() {
  const { view, standing } = useLive()
  const waiting = waitingOf(view)
  const known = useRef<ReadonlySet<string> | null>(null)
  const [words, setWords] = useState('')

  useEffect(() => {
    if (standing.state !== 'live') return
    const before = known.current
    known.current = new Set(waiting.map(({ uuid }) => uuid))
    const added = before ? waiting.filter(({ uuid }) => !before.has(uuid)) : []
    const [first] = added
    if (!first) return
    const name = `${plain(lockName(first))} waits at ${first.gate}`
    setWords(added.length === 1 ? `${name}.` : `${name}, and ${added.length - 1} more.`)
  }, [waiting, standing.state])

  const tone = toneOf(view, standing)
  const title = titleOf(tone, waiting.length)
  useEffect(() => {
    document.title = title
    document.querySelector('link[rel="icon"]')?.setAttribute('href', iconOf(tone))
  }, [title, tone])

  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  )
}
