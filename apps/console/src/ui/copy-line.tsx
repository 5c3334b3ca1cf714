import { useRef, useState } from 'react'
import { useWords } from '../words/words.ts'

interface CopyLineProps {
  readonly line: string
}

/** A line for a terminal, and the button that copies it. */
export function CopyLine({ line }: CopyLineProps) {
  const { shell } = useWords()
  const shown = useRef<HTMLElement>(null)
  const [isCopied, setCopied] = useState(false)
  async function copy() {
    if (shown.current) getSelection()?.selectAllChildren(shown.current)
    try {
      // Not there on a page without TLS: then the selected line is copied by hand.
      await navigator.clipboard.writeText(line)
      setCopied(true)
    } catch {
      setCopied(false)
    }
  }
  return (
    <div className="copy-line">
      <code ref={shown}>{line}</code>
      <button type="button" className="button quiet" onClick={() => void copy()}>
        <span aria-live="polite">{isCopied ? shell.copied : shell.copy}</span>
      </button>
    </div>
  )
}
