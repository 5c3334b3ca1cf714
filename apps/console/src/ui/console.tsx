import { lazy, Suspense, useEffect } from 'react'
import type { WireError } from '../view/wire.ts'
import { Announcer } from './announcer.tsx'
import { type Page, PageContext, useLive } from './context.ts'
import { Gates } from './gates.tsx'
import { Headline } from './headline.tsx'
import { AwayNotice, Masthead } from './masthead.tsx'
import { Unlocked } from './unlocked.tsx'
import { Waiting } from './waiting.tsx'

/** It stands last and is read last: the buttons do not wait for it. */
const History = lazy(() => import('./history.tsx').then((part) => ({ default: part.History })))

interface ConsoleProps {
  readonly page: Page
  readonly onSignOut: () => void
  /** The session is over: the link said so. */
  readonly onEnd: (error: WireError) => void
}

/** The signed-in page. */
export const Console = ({ page, onSignOut, onEnd }: ConsoleProps) => (
  <PageContext value={page}>
    <Body onSignOut={onSignOut} onEnd={onEnd} />
  </PageContext>
)

function Body({ onSignOut, onEnd }: Omit<ConsoleProps, 'page'>) {
  const { standing, view } = useLive()
  useEffect(() => {
    if (standing.state === 'ended') onEnd(standing.error)
  }, [standing, onEnd])
  return (
    <div className={standing.state === 'away' ? 'page is-away' : 'page'}>
      <Masthead onSignOut={onSignOut} />
      <main>
        <Headline />
        {view.gates.length > 0 && (
          <div className="columns">
            <div className="column">
              <Waiting />
              <Unlocked />
            </div>
            <Gates />
            <Suspense>
              <History />
            </Suspense>
          </div>
        )}
        <AwayNotice />
      </main>
      <Announcer />
    </div>
  )
}
