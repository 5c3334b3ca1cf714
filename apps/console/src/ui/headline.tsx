import { Fragment } from 'react'
import { headlineOf } from '../show/headline.ts'
import { toneOf } from '../show/tone.ts'
import { useWords } from '../words/words.ts'
import { useLive } from './context.ts'
import { Lamp, litBy, Mark } from './lamp.tsx'
import { Until } from './moment.tsx'

/** What is true now, as large as it matters. */
export function Headline() {
  const { view, standing } = useLive()
  const { headline } = useWords()
  const { words, waiting, held } = headlineOf(view, headline)
  const tone = toneOf(view, standing)
  const title = standing.state === 'away' ? headline.away : view.gates.length > 0 ? words : headline.asking
  return (
    <div className="headline">
      <Mark tone={tone} lit={litBy(tone, waiting)} />
      <div>
        <h1>{title}</h1>
        {held.length > 0 && (
          <p className="held">
            {held.map(({ gate, mode, until }) => (
              <Fragment key={gate}>
                <span>
                  <Lamp tone={mode} /> {gate} {headline.held[mode]}
                  {until !== null && headline.until(<Until at={until} />)}
                </span>
              </Fragment>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
