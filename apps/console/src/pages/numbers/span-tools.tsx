import { navigate } from '../../shell/address.ts'
import { useLive } from '../../ui/context.ts'
import { type Asked, searchOf, spans } from './read.ts'
import { useNumbersWords } from './words.ts'

interface SpanToolsProps {
  readonly asked: Asked
}

/** Which gate and how many days are counted. */
export function SpanTools({ asked }: SpanToolsProps) {
  const words = useNumbersWords()
  const { view } = useLive()
  const go = (to: Partial<Asked>) => navigate(`/numbers${searchOf({ ...asked, ...to })}`, { isReplacing: true })
  const gates = new Set([...view.gates.map(({ gate }) => gate), ...(asked.gate === null ? [] : [asked.gate])])
  return (
    <div className="page-tools">
      <label className={asked.gate === null ? 'filter' : 'filter is-set'}>
        <span className="visually-hidden">{words.gate}</span>
        <select value={asked.gate ?? ''} onChange={(event) => go({ gate: event.target.value || null })}>
          <option value="">{words.allGates}</option>
          {[...gates].map((gate) => (
            <option key={gate} value={gate}>
              {gate}
            </option>
          ))}
        </select>
      </label>
      <fieldset className="segments">
        <legend className="visually-hidden">{words.span}</legend>
        {spans.map((days) => (
          <label key={days}>
            <input type="radio" name="span" checked={asked.days === days} onChange={() => go({ days })} />
            <span>{words.days(days)}</span>
          </label>
        ))}
      </fieldset>
    </div>
  )
}
