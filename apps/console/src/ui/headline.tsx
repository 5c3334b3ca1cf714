import { Fragment } from 'react'
import { headlineOf } from '../show/headline.ts'
import { toneOf } from '../show/tone.ts'
import { useLive } from './context.ts'
import { Lamp, litBy, Mark } from './lamp.tsx'
import { Until } from './moment.tsx'

const modes = { released: 'is released', blocked: 'is blocked' } as const

/** What is true now, as large as it matters. */
export function Headline() {
  const { view, standing } = useLive()
  const { words, waiting, held } = headlineOf(view)
  const tone = toneOf(view, standing)
  const title = standing.state === 'away' ? 'The link is away.' : view.gates.length > 0 ? words : 'Asking the link…'
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
                  <Lamp tone={mode} /> {gate} {modes[mode]}
                  {until !== null && (
                    <>
                      {' until '}
                      <Until at={until} />
                    </>
                  )}
                </span>
              </Fragment>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
