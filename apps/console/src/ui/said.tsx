import { plain, shownLength } from '../show/plain.ts'
import { useWords } from '../words/words.ts'

interface SaidProps {
  readonly text: string
  readonly max?: number
  readonly className?: string
}

/** One line of a stranger's text: made harmless, cut, and kept from turning what stands beside it. */
export function Said({ text, max = shownLength.name, className }: SaidProps) {
  const shown = plain(text, max)
  return (
    <bdi className={className} title={shown.endsWith('…') ? plain(text, shownLength.whole) : undefined}>
      {shown}
    </bdi>
  )
}

const LINES = 5
const WHOLE_LINES = 60

/** A stranger's text of several lines: its beginning, and the whole of it for whoever asks. */
export function SaidText({ text, className }: Omit<SaidProps, 'max'>) {
  const { facts } = useWords()
  const beginning = plain(text, shownLength.text, { lines: LINES })
  const whole = plain(text, shownLength.whole, { lines: WHOLE_LINES })
  return (
    <>
      <p dir="auto" className={className}>
        {beginning}
      </p>
      {whole !== beginning && (
        <details>
          <summary>{facts.whole}</summary>
          <p dir="auto" className="whole">
            {whole}
          </p>
        </details>
      )}
    </>
  )
}
