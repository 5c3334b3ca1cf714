import type { Policy } from '@boss-deployer/gate'
import { restAnswers, toWire } from '@boss-deployer/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Refused } from '../../../api/refused.ts'
import { refusalWords } from '../../../show/words.ts'
import { useLive } from '../../../ui/context.ts'
import { Said } from '../../../ui/said.tsx'
import { useWords } from '../../../words/words.ts'
import { send } from '../read.ts'
import { useSettingsWords } from '../words.ts'
import { doubtsOf } from './doubts.ts'

const SETTLED_MS = 250

/** What somebody is still typing is not asked about. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(setSettled, SETTLED_MS, value)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

async function readEffect(gate: string, policy: Policy) {
  const answered = await send({
    method: 'POST',
    path: `/gates/${gate}/policy/effect`,
    body: { ...toWire<object>(policy) },
    schema: restAnswers.policyEffect,
  })
  if (!answered.ok) throw new Refused(answered.error)
  return answered.value
}

interface EffectProps {
  readonly gate: string
  readonly policy: Policy
}

/** What the policy as it stands in the form would do now, by the link's own rules. */
export function Effect({ gate, policy }: EffectProps) {
  const { gates: words } = useSettingsWords()
  const first = useWords()
  const { sequence } = useLive().view
  const settled = useSettled(policy)
  const { data, error } = useQuery({
    queryKey: ['policy-effect', gate, settled, sequence],
    queryFn: () => readEffect(gate, settled),
    placeholderData: keepPreviousData,
  })
  return (
    <section className="settings-group settings-effect" aria-labelledby="effect">
      <h2 id="effect">{words.effect}</h2>
      <div aria-live="polite">
        {error instanceof Refused && <p className="refusal">{refusalWords(first, error.error)}</p>}
        {data && (
          <ul>
            {data.unlocked.count > 0 && <Named words={words.opens(data.unlocked.count)} locks={data.unlocked.locks} />}
            {data.ended.count > 0 && <Named words={words.ends(data.ended.count)} locks={data.ended.locks} />}
            {data.waiting.locks.map(({ uuid, pipeline, step, votes, needed }) => (
              <li key={uuid}>
                <Said text={`${pipeline} / ${step}`} className="strong" /> {words.stays(votes, needed)}
              </li>
            ))}
            {data.waiting.count > data.waiting.locks.length && (
              <li>{words.andMore(data.waiting.count - data.waiting.locks.length)}</li>
            )}
            {data.unlocked.count + data.ended.count + data.waiting.count === 0 && <li>{words.nothingWaits}</li>}
          </ul>
        )}
        {doubtsOf(policy).map((doubt) => (
          <p key={doubt} className="tone-away">
            {words.doubts[doubt]}
          </p>
        ))}
      </div>
    </section>
  )
}

interface NamedProps {
  readonly words: string
  readonly locks: readonly { readonly uuid: string; readonly pipeline: string; readonly step: string }[]
}

const Named = ({ words, locks }: NamedProps) => (
  <li>
    <span className="strong">{words}</span>{' '}
    {locks.slice(0, 5).map(({ uuid, pipeline, step }, index) => (
      <span key={uuid}>
        {index > 0 && ', '}
        <Said text={`${pipeline} / ${step}`} />
      </span>
    ))}
    {locks.length > 5 && ' …'}
  </li>
)
