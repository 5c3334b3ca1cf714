import { Suspense } from 'react'
import { part } from '../shell/part.tsx'
import { useLive } from './context.ts'
import { Gates } from './gates.tsx'
import { Headline } from './headline.tsx'
import { Unlocked } from './unlocked.tsx'
import { useFirstRun } from './use-first-run.ts'
import { Waiting } from './waiting.tsx'

/** It stands last and is read last: the buttons do not wait for it. */
const History = part(() => import('./history.tsx').then((it) => it.History))

/** Of a new link, once. */
const FirstRun = part(() => import('../pages/first-run/first-run.tsx').then((it) => it.FirstRun))

/** What is true now, what waits, and the gates. */
export function Now() {
  const { view } = useLive()
  const { isOn: isFirst, dismiss } = useFirstRun()
  return (
    <>
      <Headline />
      {view.gates.length > 0 && (
        <div className="columns">
          <div className="column">
            <Waiting isTaught={isFirst} />
            {isFirst && (
              <Suspense>
                <FirstRun onDismiss={dismiss} />
              </Suspense>
            )}
            <Unlocked />
          </div>
          <Gates />
          <Suspense>
            <History />
          </Suspense>
        </div>
      )}
    </>
  )
}
