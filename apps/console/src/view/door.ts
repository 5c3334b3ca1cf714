import { errorTable, type WireError } from '@boss-deployer/protocol'
import type { Result } from './wire.ts'

/** Why nobody is inside. `refused`: for a reason of the link's, in its words. */
export type OutsideFor = 'no-session' | 'code-refused' | 'ended' | 'signed-out' | 'refused'

export type Stage<Page> =
  | { readonly at: 'knocking'; readonly isAway: boolean }
  | { readonly at: 'outside'; readonly why: OutsideFor; readonly error: WireError | null }
  | { readonly at: 'inside'; readonly page: Page }

/** What the door needs from outside. */
export interface DoorParts<Session, Page extends { close(): void }> {
  /** Takes the code out of the address bar; null where there is none. */
  readonly takeCode: () => string | null
  readonly openSession: (code: string) => Promise<Result<Session, WireError>>
  readonly readSession: () => Promise<Result<Session, WireError>>
  readonly endSession: () => Promise<unknown>
  readonly openPage: (session: Session) => Page
  /** The page as it was last, for whom it was; null where nothing is known of it. Its own socket finds the link. */
  readonly openKept: () => Page | null
  readonly retryMs?: number
}

export interface Door<Page> {
  readonly snapshot: () => Stage<Page>
  readonly subscribe: (listener: () => void) => () => void
  /** Tries to come in, by the code in the address bar or by the session's cookie. */
  readonly knock: () => Promise<void>
  readonly signOut: () => Promise<void>
  /** The link ended the session. */
  readonly leave: (error: WireError) => void
}

/** Signed in or not: everything else is inside. */
export function createDoor<Session, Page extends { close(): void }>(parts: DoorParts<Session, Page>): Door<Page> {
  const { takeCode, openSession, readSession, endSession, openPage, openKept, retryMs = 3_000 } = parts
  let stage: Stage<Page> = { at: 'knocking', isAway: false }
  let visit = 0
  const listeners = new Set<() => void>()

  function become(next: Stage<Page>) {
    if (stage.at === 'inside') stage.page.close()
    stage = next
    for (const listener of listeners) listener()
  }

  /** A code that does not count any more is no harm to whoever is signed in already. */
  async function identify(code: string | null): Promise<Result<Session, WireError>> {
    if (code === null) return readSession()
    const opened = await openSession(code)
    if (opened.ok || opened.error.code !== 'unauthenticated') return opened
    const read = await readSession()
    return read.ok ? read : opened
  }

  async function enter(code: string | null, mine: number): Promise<void> {
    const session = await identify(code)
    if (mine !== visit) return
    if (session.ok) return become({ at: 'inside', page: openPage(session.value) })
    const { error } = session
    if (errorTable[error.code].isRetryable) {
      const page = code === null ? openKept() : null
      if (page) return become({ at: 'inside', page })
      become({ at: 'knocking', isAway: true })
      await new Promise((resolve) => setTimeout(resolve, retryMs))
      return mine === visit ? enter(code, mine) : undefined
    }
    const isUnknown = error.code === 'unauthenticated'
    const why = isUnknown ? (code === null ? 'no-session' : 'code-refused') : 'refused'
    become({ at: 'outside', why, error })
  }

  return {
    snapshot: () => stage,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async knock() {
      visit += 1
      await enter(takeCode(), visit)
    },
    async signOut() {
      visit += 1
      // The page is closed first: the link ends its socket, which is no news then.
      become({ at: 'knocking', isAway: false })
      await endSession()
      become({ at: 'outside', why: 'signed-out', error: null })
    },
    leave(error) {
      visit += 1
      become({ at: 'outside', why: error.code === 'unauthenticated' ? 'ended' : 'refused', error })
    },
  }
}
