import { useCallback, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { Content } from '../shell/content.tsx'
import { Navigation } from '../shell/navigation.tsx'
import { Overlays } from '../shell/overlays.tsx'
import { type Overlay, useShortcuts } from '../shell/shortcuts.ts'
import type { WireError } from '../view/wire.ts'
import { useWords } from '../words/words.ts'
import { Announcer } from './announcer.tsx'
import { type Page, PageContext, useLive } from './context.ts'
import { AwayNotice, Masthead } from './masthead.tsx'

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
  const { standing } = useLive()
  const { shell } = useWords()
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const open = useCallback((next: Overlay) => {
    // A dialog that was just closed says so only in a task of its own, which would take away the one that follows it.
    flushSync(() => setOverlay(null))
    setOverlay(next)
  }, [])
  useShortcuts(open)
  useEffect(() => {
    if (standing.state === 'ended') onEnd(standing.error)
  }, [standing, onEnd])
  return (
    <div className={standing.state === 'away' ? 'page is-away' : 'page'}>
      <a className="skip" href="#content">
        {shell.skip}
      </a>
      <Masthead onFind={() => open('palette')} onSignOut={onSignOut} />
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Content />
        <AwayNotice />
      </main>
      <Announcer />
      <Overlays overlay={overlay} onChange={setOverlay} onSignOut={onSignOut} />
    </div>
  )
}
