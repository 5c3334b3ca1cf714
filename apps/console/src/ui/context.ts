import { createContext, use, useSyncExternalStore } from 'react'
import type { Session } from '../api/session.ts'
import type { Here } from '../rules.ts'
import type { Clock } from '../show/clock.ts'
import type { Live, LiveState } from '../view/live.ts'

/** What every part of the signed-in page may ask for. */
export interface Page {
  readonly live: Live
  readonly session: Session
  readonly clock: Clock
  close(): void
}

export const PageContext = createContext<Page | null>(null)

export function usePage(): Page {
  const page = use(PageContext)
  if (!page) throw new Error('this part belongs inside the signed-in page')
  return page
}

/** The present state; the part is drawn again whenever it changes. */
export function useLive(): LiveState {
  const { live } = usePage()
  return useSyncExternalStore(live.subscribe, live.snapshot)
}

/** The link's time in milliseconds, ticking each second. */
export function useNow(): number {
  const { clock } = usePage()
  return useSyncExternalStore(clock.subscribe, clock.now)
}

/** Who is here, for the rules. The time is not ticking: rules that depend on it are asked again when they are used. */
export function useHere(): Here {
  const { session, clock } = usePage()
  return { subject: session.subject, name: session.name, now: clock.now() }
}
