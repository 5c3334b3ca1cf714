import { useEffect, useRef } from 'react'
import { navigate } from './address.ts'
import { remembered } from './remembered.ts'
import { pathOf, sections } from './routes.ts'

/** What lies over the page when it is asked for. */
export type Overlay = 'palette' | 'shortcuts'

/** After `g`. */
export const letters: Readonly<Record<string, string>> = {
  now: 'n',
  gadget: 'g',
  history: 'h',
  numbers: 'u',
  devices: 'd',
  settings: 's',
}

/** Keys that are a letter alone can be turned off: speech input and shaky hands press them by accident (WCAG 2.1.4). */
export const SINGLE_KEYS = 'single-keys'
const hasSingleKeys = (): boolean => remembered(SINGLE_KEYS) !== 'off'

const CHORD_MS = 1_500

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

/** The keys of the whole page. What is on it keeps its own. */
export function useShortcuts(open: (overlay: Overlay) => void): void {
  const wentAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const isAsked = document.querySelector('dialog[open]') !== null
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        if (!isAsked) open('palette')
        return
      }
      const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)
      if (!isOurs || isAsked || !hasSingleKeys()) return
      const isSecond = event.timeStamp - wentAt.current < CHORD_MS
      wentAt.current = Number.NEGATIVE_INFINITY
      const section = isSecond && sections.find((name) => letters[name] === event.key)
      if (section) return navigate(pathOf(section))
      if (event.key === 'g') wentAt.current = event.timeStamp
      else if (event.key === '?') open('shortcuts')
      else if (event.key === 'j') step(1)
      else if (event.key === 'k') step(-1)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [open])
}

/** To the next lock of a list, or the one before. */
function step(by: 1 | -1): void {
  const locks = [...document.querySelectorAll<HTMLElement>('[data-lock] h3 a')]
  const at = locks.findIndex((it) => it.closest('[data-lock]')?.contains(document.activeElement))
  locks[at < 0 ? 0 : Math.max(0, Math.min(locks.length - 1, at + by))]?.focus()
}
