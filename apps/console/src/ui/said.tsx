import { plain, shownLength } from '../show/plain.ts'

interface SaidProps {
  readonly text: string
  readonly max?: number
  readonly className?: string
}

/** One line of a stranger's text: made harmless, cut, and kept from turning what stands beside it. */
export function Said({ text, max = shownLength.name, className }: SaidProps) {
  const shown = plain(text, max)
  return (
    <bdi className={className} title={shown.endsWith('…') ? plain(text, shownLength.text) : undefined}>
      {shown}
    </bdi>
  )
}

/** A stranger's text of several lines. */
export function SaidText({ text, max = shownLength.text, className }: SaidProps) {
  return (
    <p dir="auto" className={className}>
      {plain(text, max, { isMultiline: true })}
    </p>
  )
}
