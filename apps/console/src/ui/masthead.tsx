import { useWords } from '../words/words.ts'
import { useLive, usePage } from './context.ts'
import { Lamp } from './lamp.tsx'
import { Age } from './moment.tsx'
import { Said } from './said.tsx'

interface MastheadProps {
  readonly onFind: () => void
  readonly onSignOut: () => void
}

const modifier = /Mac|iP/.test(navigator.userAgent) ? '⌘' : 'Ctrl '

/** Where one is, whether it is live, who one is, and the way out. */
export function Masthead({ onFind, onSignOut }: MastheadProps) {
  const { session } = usePage()
  const { standing } = useLive()
  const { shell } = useWords()
  return (
    <header className="masthead">
      <p className="brand">Boss Deployer</p>
      <p className="live" role="status">
        {standing.state === 'live' && (
          <>
            <span className="pulse" aria-hidden="true" /> {shell.live}
          </>
        )}
        {standing.state === 'connecting' && shell.connecting}
        {standing.state === 'away' && shell.away}
      </p>
      <button type="button" className="button quiet small find" aria-keyshortcuts="Control+K Meta+K" onClick={onFind}>
        {shell.find} <kbd>{modifier}K</kbd>
      </button>
      <p className="person">
        <Said text={session.name} max={40} />
        <a className="button quiet small" href="#account">
          {session.subject.startsWith('person:') ? shell.account : shell.setUpPeople}
        </a>
        <button type="button" className="button quiet small" onClick={onSignOut}>
          {shell.signOut}
        </button>
      </p>
    </header>
  )
}

/**
 * While the link is away: that this is the last known state, and how old it is. It lies over the page's end, so that
 * nothing moves when it comes and goes, and it is seen wherever one has scrolled.
 */
export function AwayNotice() {
  const { standing } = useLive()
  const { headline, shell } = useWords()
  if (standing.state !== 'away') return null
  const since = new Date(standing.since).toISOString()
  return (
    <div className="away-notice">
      <Lamp tone="away" />
      <p>
        <span role="alert">
          <strong>{headline.away}</strong> {shell.undecided}
        </span>{' '}
        {shell.lastKnown(<Age at={since} />)}
      </p>
    </div>
  )
}
