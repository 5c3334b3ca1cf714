import { useMemo } from 'react'
import { exactTime } from '../../show/time.ts'
import { Figure } from './figure.tsx'
import { decidedIn, plotsOf, told } from './plots.ts'
import type { Numbers } from './read.ts'
import { useNumbersWords } from './words.ts'

interface ToldProps {
  readonly numbers: Numbers
}

/** What was counted: four figures, then each plot. */
export function Told({ numbers }: ToldProps) {
  const words = useNumbersWords()
  const { all, hours } = numbers
  const plots = useMemo(() => plotsOf(numbers, words), [numbers, words])
  if (plots.length === 0) return <p className="list-end soft">{words.nothing}</p>
  const share = all.approvals === 0 ? words.never : words.percent(all.outside / all.approvals)
  return (
    <>
      {!numbers.whole && <p className="notice">{words.partial(exactTime(numbers.from))}</p>}
      <dl className="figures">
        <Card
          name={words.cards.median}
          value={told(all.wait.medianMs, words)}
          hint={words.cards.medianHint(all.wait.count)}
        />
        <Card name={words.cards.p95} value={told(all.wait.p95Ms, words)} hint={words.cards.p95Hint} />
        <Card
          name={words.cards.decided}
          value={words.number(decidedIn(all.outcomes))}
          hint={words.cards.decidedHint(all.outcomes.unlocked)}
        />
        <Card name={words.cards.outside} value={share} hint={words.cards.outsideHint(all.outside, all.approvals)} />
      </dl>
      <div className="plots">
        {plots.map((plot) => (
          <Figure key={plot.id} plot={plot} />
        ))}
      </div>
      <p className="hint">{words.hours(hours)}</p>
      {numbers.more && <p className="hint">{words.more}</p>}
    </>
  )
}

interface CardProps {
  readonly name: string
  readonly value: string
  readonly hint: string
}

const Card = ({ name, value, hint }: CardProps) => (
  <div>
    <dt>{name}</dt>
    <dd className="figure-value">{value}</dd>
    <dd className="hint">{hint}</dd>
  </div>
)
