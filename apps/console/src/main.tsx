import { connectLink } from '@boss-deployer/client'
import { createRoot } from 'react-dom/client'
import { readHistory } from './api/history.ts'
import { fetchHere } from './api/rest.ts'
import { codeIn, endSession, openSession, readSession, type Session } from './api/session.ts'
import './main.css'
import { keepFiles } from './shell/keep-files.ts'
import { remembered } from './shell/remembered.ts'
import { showTheme } from './shell/theme.ts'
import { createClock } from './show/clock.ts'
import { App } from './ui/app.tsx'
import type { Page } from './ui/context.ts'
import { createDoor } from './view/door.ts'
import { forgetKept, type Kept, keep, kept } from './view/kept.ts'
import { openLive } from './view/live.ts'
import { first as english } from './words/en/first.tsx'
import { chosenLanguage, LANGUAGE, spokenBy } from './words/language.ts'
import { SpeechContext } from './words/words.ts'

/** The code is good once and belongs to whoever opens it: it does not stay in the address bar or in the browser's past. */
function takeCode(): string | null {
  const code = codeIn(location.hash)
  if (code !== null) history.replaceState(null, '', location.pathname + location.search)
  return code
}

function openPage(session: Session, last: Kept | null = null): Page {
  const clock = createClock(session.clockSkewMs)
  const link = connectLink({ url: location.origin, role: 'console' })
  const live = openLive({
    link,
    readHistory: (before) => readHistory(fetchHere, before),
    sequence: session.sequence,
    now: () => clock.now(),
    kept: last,
  })
  return { live, session, clock, close: live.close }
}

const door = createDoor({
  takeCode,
  openSession: (code) => openSession(fetchHere, code),
  readSession: () => readSession(fetchHere),
  endSession: () => endSession(fetchHere),
  openPage(session) {
    // It may be of somebody else.
    forgetKept()
    return openPage(session)
  },
  openKept() {
    const last = kept(Date.now())
    return last && openPage(last.session, last)
  },
})

function keepLast() {
  const stage = door.snapshot()
  if (stage.at === 'inside') keep(stage.page.session, stage.page.live.snapshot(), stage.page.clock.now())
}

// A page that is left is hidden first; where it is ended without, the browser still tells that it goes.
document.addEventListener('visibilitychange', keepLast)
addEventListener('pagehide', keepLast)
door.subscribe(() => {
  if (door.snapshot().at === 'outside') forgetKept()
})

// Another printed address opened in this tab changes the fragment only: the page stays.
addEventListener('hashchange', () => {
  if (codeIn(location.hash) !== null) void door.knock()
})

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
const { language, locale } = spokenBy([chosenLanguage(remembered(LANGUAGE)) ?? [], navigator.languages].flat())
document.documentElement.lang = locale
showTheme()
keepFiles()
void door.knock()

async function draw(at: HTMLElement) {
  // Not awaited by this module itself: the other words are made of parts that stand in it.
  const words = language === 'es' ? (await import('./words/es/first.tsx')).first : english
  createRoot(at).render(
    <SpeechContext value={{ language, words }}>
      <App door={door} />
    </SpeechContext>,
  )
}

void draw(root)
