import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { fetchHere } from '../../api/rest.ts'
import { Link } from '../../shell/link.tsx'
import { plain, shownLength } from '../../show/plain.ts'
import { refusalWords } from '../../show/words.ts'
import { Refusal } from '../../ui/action-button.tsx'
import { useLive, usePage } from '../../ui/context.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { waitingOf } from '../../view/view.ts'
import { useWords } from '../../words/words.ts'
import { Queries } from '../queries.tsx'
import { curlLine, makeToken, readGadget } from './ask.ts'
import { useFirstRunWords } from './words.ts'

const BOSS_LINE = 'boss lock --pipeline shop --step deploy'
const LOOKED_AT_EACH_MS = 3_000

interface FirstRunProps {
  readonly onDismiss: () => void
}

/** From a link that was just started to the first press. */
export const FirstRun = ({ onDismiss }: FirstRunProps) => (
  <Queries>
    <Checklist onDismiss={onDismiss} />
  </Queries>
)

function Checklist({ onDismiss }: FirstRunProps) {
  const words = useFirstRunWords()
  const { session } = usePage()
  const { log, view } = useLive()
  const isBlue = waitingOf(view).length > 0
  const hasAsked = isBlue || log.events.some(({ type }) => type === 'locked')
  return (
    <section className="first-run" aria-labelledby="first-run">
      <header>
        <div>
          <h2 id="first-run">{words.title}</h2>
          <p className="soft">{words.lead}</p>
        </div>
        <button type="button" className="button quiet small" onClick={onDismiss}>
          {words.hide}
        </button>
      </header>
      <ol className="first-steps">
        <Step number={1} title={words.operator} isDone>
          <p className="soft">{words.as(plain(session.name, shownLength.name))}</p>
        </Step>
        <GadgetStep />
        <Step number={3} title={words.paste} isDone={hasAsked} isNext={!hasAsked}>
          <Lines />
        </Step>
        <Step number={4} title={words.blue} isDone={isBlue}>
          <p className="soft">{isBlue ? words.isBlue : words.blueHint}</p>
        </Step>
        <Step number={5} title={words.press} isNext={isBlue}>
          <p className="soft">{words.pressHint}</p>
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly isDone?: boolean
  readonly isNext?: boolean
  readonly children: ReactNode
}

function Step({ number, title, isDone = false, isNext = false, children }: StepProps) {
  const { done } = useFirstRunWords()
  return (
    <li className={isDone ? 'is-done' : isNext ? 'is-next' : undefined}>
      <span className="first-mark" aria-hidden="true">
        {isDone ? '✓' : number}
      </span>
      <div className="first-step">
        <h3>
          {title}
          {isDone && <span className="visually-hidden">: {done}</span>}
        </h3>
        {children}
      </div>
    </li>
  )
}

function GadgetStep() {
  const words = useFirstRunWords()
  const { data: gadget } = useQuery({
    queryKey: ['first gadget'],
    queryFn: () => readGadget(fetchHere),
    refetchInterval: LOOKED_AT_EACH_MS,
  })
  const name = plain(gadget?.name ?? '', shownLength.name)
  const isOn = gadget?.online === true
  return (
    <Step number={2} title={words.gadget} isDone={isOn}>
      {gadget && <p className="soft">{isOn ? words.gadgetOn(name) : words.gadgetAway(name)}</p>}
      {gadget === null && (
        <p className="soft">
          {words.noGadget} <Link to="/devices">{words.toDevices}</Link>
        </p>
      )}
    </Step>
  )
}

/** How a pipeline asks: by our command, or by curl with a token that is made for it. */
function Lines() {
  const words = useFirstRunWords()
  const first = useWords()
  const { clock } = usePage()
  const [line, setLine] = useState<string | null>(null)
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  async function make() {
    setPending(true)
    setError(null)
    const now = Math.floor(clock.now())
    const answer = await makeToken(fetchHere, now)
    setPending(false)
    if (!answer.ok) return setError(refusalWords(first, answer.error))
    const { token } = answer.value.value
    setLine(curlLine({ origin: location.origin, token, now, goesOn: words.goesOn }))
  }
  return (
    <>
      <p className="soft">{words.pasteBoss}</p>
      <CopyLine line={BOSS_LINE} />
      <p className="soft">{words.pasteCurl}</p>
      {line === null ? (
        <button
          type="button"
          className="button quiet"
          aria-disabled={isPending}
          aria-busy={isPending}
          onClick={() => !isPending && void make()}
        >
          {isPending ? words.making : words.make}
        </button>
      ) : (
        <>
          <CopyLine line={line} />
          <p className="hint">{words.madeHint}</p>
        </>
      )}
      <Refusal error={error} />
    </>
  )
}
