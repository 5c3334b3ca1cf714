import { type Event, fail, type Result } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../clock.ts'
import type { Guest } from './guest.ts'

/** The trace of a change comes before the change itself: so long it is looked for. */
const LOOKED_FOR_MS = 10_000

/** What changes in who may do what, at whichever link, reaches the sockets of this one. */
export interface AccessNews {
  note(events: readonly Event[]): void
  /** Ends the sockets of those who lost or changed what they may: they come back by what they may now. */
  tick(): Promise<void>
}

interface Sitting {
  readonly data: { readonly guest: Pick<Guest, 'principal' | 'prove'> }
  disconnect(close: boolean): unknown
}

interface NewsParts {
  readonly sockets: () => Iterable<Sitting>
  readonly clock: Clock
  /** Does what was recorded and not done, by a link that died between. */
  readonly hold: () => Promise<void>
  /** A gadget was made, moved or revoked. */
  readonly tellServers: () => Promise<void>
  readonly onError: (error: unknown) => void
}

export function accessNews({ sockets, clock, hold, tellServers, onError }: NewsParts): AccessNews {
  const doubted = new Map<string, number>()
  let gadgetsUntil = Number.NEGATIVE_INFINITY
  let isHeld = true

  return {
    note(events) {
      for (const event of events) {
        if (event.type !== 'access-changed') continue
        const until = clock() + LOOKED_FOR_MS
        if (event.change !== 'made') isHeld = false
        if (event.kind === 'gadget') gadgetsUntil = until
        else if (event.change !== 'made') doubted.set(event.subject, until)
      }
    },
    async tick() {
      if (!isHeld) {
        isHeld = true
        await hold().catch((error: unknown) => {
          isHeld = false
          onError(error)
        })
      }
      if (clock() <= gadgetsUntil) await tellServers()
      if (doubted.size === 0) return
      const credentials = new Map<string, Promise<boolean>>()
      for (const { data } of sockets()) {
        const { principal } = data.guest
        if (doubted.has(principal.subject) && !credentials.has(principal.credential))
          credentials.set(principal.credential, isOver(data.guest))
      }
      for (const [subject, until] of doubted) if (clock() > until) doubted.delete(subject)
      for (const [credential, over] of credentials) if (await over) end(credential)
    },
  }

  async function isOver({ principal, prove }: Pick<Guest, 'principal' | 'prove'>): Promise<boolean> {
    const proven = await prove().catch((error: unknown): Result<Principal, WireError> => {
      onError(error)
      return fail({ code: 'unavailable', message: 'it cannot be known now' })
    })
    if (!proven.ok) return proven.error.code !== 'unavailable'
    return JSON.stringify(proven.value.grants) !== JSON.stringify(principal.grants)
  }

  function end(credential: string): void {
    for (const socket of sockets()) if (socket.data.guest.principal.credential === credential) socket.disconnect(true)
  }
}
