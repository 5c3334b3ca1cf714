import { useSyncExternalStore } from 'react'
import type { Door } from '../view/door.ts'
import { Console } from './console.tsx'
import type { Page } from './context.ts'
import { Knocking, SignIn } from './sign-in.tsx'

interface AppProps {
  readonly door: Door<Page>
}

/** Outside or inside. */
export function App({ door }: AppProps) {
  const stage = useSyncExternalStore(door.subscribe, door.snapshot)
  switch (stage.at) {
    case 'knocking':
      return <Knocking isAway={stage.isAway} />
    case 'outside':
      return <SignIn why={stage.why} message={stage.message} />
    case 'inside':
      return <Console page={stage.page} onSignOut={() => void door.signOut()} onEnd={door.leave} />
  }
}
