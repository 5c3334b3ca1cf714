import { exactTime } from '../../../show/time.ts'
import { sentence } from '../../../show/words.ts'
import { Lamp } from '../../../ui/lamp.tsx'
import { Said } from '../../../ui/said.tsx'
import { useHistoryWords } from '../words.ts'
import type { Verified } from './verify.ts'

interface OutcomeProps {
  readonly verified: Verified
}

/** What the check showed. */
export function Outcome({ verified }: OutcomeProps) {
  const { verify: words } = useHistoryWords()
  switch (verified.is) {
    case 'whole':
      return <Whole {...verified} />
    case 'broken':
      return (
        <div className="verdict">
          <p className="verdict-line tone-blocked">
            <Lamp tone="blocked" /> {words.broken(verified.broken.sequence)} {words.kinds[verified.broken.kind]}
          </p>
          <p className="hint">
            <Said text={sentence(verified.broken.why)} max={400} />
          </p>
          <p>{words.keepCopy}</p>
        </div>
      )
    case 'no key':
      return <Doubt text={words.noKey} />
    case 'stopped':
      return <Doubt text={words.stopped} />
    case 'failed':
      return <Doubt text={verified.error.code === 'forbidden' ? words.onlyWhole : sentence(verified.error.message)} />
  }
}

function Whole({ head, known }: Extract<Verified, { readonly is: 'whole' }>) {
  const { verify: words } = useHistoryWords()
  const gaps = [
    known.pem === null && words.gaps.key,
    known.head === null && words.gaps.cut,
    words.gaps.beyond,
    words.gaps.page,
  ]
  return (
    <div className="verdict">
      <p className="verdict-line tone-released">
        <Lamp tone="released" /> {head.sequence === 0 ? words.empty : words.whole(head.sequence)}
      </p>
      <dl className="facts">
        <dt>{words.until}</dt>
        <dd>
          <code className="long">
            {head.sequence}:{head.hash}
          </code>
        </dd>
        <dt>{words.signed}</dt>
        <dd>
          <code className="long">{head.key}</code>{' '}
          <span className="hint">({known.pem === null ? words.keyOfLink : words.keyGiven})</span>
        </dd>
        <dt>{words.signedAt}</dt>
        <dd>{exactTime(head.at)}</dd>
        <dt>{words.record}</dt>
        <dd>
          <code className="long">
            <Said text={head.link} />
          </code>
        </dd>
      </dl>
      <h3>{words.notChecked}</h3>
      <ul className="gaps">{gaps.map((gap) => gap !== false && <li key={gap}>{gap}</li>)}</ul>
    </div>
  )
}

const Doubt = ({ text }: { readonly text: string }) => (
  <p className="verdict-line tone-away">
    <Lamp tone="away" /> {text}
  </p>
)
