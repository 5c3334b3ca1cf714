import { Suspense, useSyncExternalStore } from 'react'
import { visitIn } from '../people/visit.ts'
import { part } from '../shell/part.tsx'
import type { Door } from '../view/door.ts'
import { Console } from './console.tsx'
import type { Page } from './context.ts'
import { Knocking } from './knocking.tsx'

const SignIn = part(() => import('./sign-in.tsx').then((it) => it.SignIn))
const Join = part(() => import('../people/join.tsx').then((it) => it.Join))
const Reset = part(() => import('../people/reset.tsx').then((it) => it.Reset))
const Device = part(() => import('../people/device.tsx').then((it) => it.Device))
const Account = part(() => import('../people/account.tsx').then((it) => it.Account))

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
