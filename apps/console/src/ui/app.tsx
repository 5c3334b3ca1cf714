import { lazy, Suspense, useSyncExternalStore } from 'react'
import { visitIn } from '../people/visit.ts'
import type { Door } from '../view/door.ts'
import { Console } from './console.tsx'
import type { Page } from './context.ts'
import { Knocking } from './knocking.tsx'

const SignIn = lazy(() => import('./sign-in.tsx').then((part) => ({ default: part.SignIn })))
const Join = lazy(() => import('../people/join.tsx').then((part) => ({ default: part.Join })))
const Reset = lazy(() => import('../people/reset.tsx').then((part) => ({ default: part.Reset })))
const Device = lazy(() => import('../people/device.tsx').then((part) => ({ default: part.Device })))
const Account = lazy(() => import('../people/account.tsx').then((part) => ({ default: part.Account })))

interface AppProps {
  readonly door: Door<Page>
}

const hear = (listener: () => void) => {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

const toConsole = () => location.assign('#')

/** Outside or inside; and what an address asks for beside the console, which is loaded only then. */
export function App({ door }: AppProps) {
  const stage = useSyncExternalStore(door.subscribe, door.snapshot)
  const visit = visitIn(
    useSyncExternalStore(hear, () => location.hash),
    location.search,
  )
  const comeIn = () => {
    if (visit.to === 'join') toConsole()
    void door.knock()
  }
  if (visit.to === 'join') {
    return (
      <Suspense fallback={<Knocking isAway={false} />}>
        <Join code={visit.code} name={visit.name} onIn={comeIn} />
      </Suspense>
    )
  }
  if (visit.to === 'reset') {
    return (
      <Suspense fallback={<Knocking isAway={false} />}>
        <Reset code={visit.code} onDone={toConsole} />
      </Suspense>
    )
  }
  switch (stage.at) {
    case 'knocking':
      return <Knocking isAway={stage.isAway} />
    case 'outside':
      return (
        <Suspense fallback={<Knocking isAway={false} />}>
          <SignIn why={stage.why} error={stage.error} onIn={comeIn} />
        </Suspense>
      )
    case 'inside':
      if (visit.to === 'console') {
        return <Console page={stage.page} onSignOut={() => void door.signOut()} onEnd={door.leave} />
      }
      return (
        <Suspense fallback={<Knocking isAway={false} />}>
          {visit.to === 'device' ? <Device code={visit.code} onBack={toConsole} /> : <Account onBack={toConsole} />}
        </Suspense>
      )
  }
}
