import type { CallRow } from '@boss-deployer/store'
import type { Integration, Outgoing, Pass, PassRequest } from './integration.ts'
import type { Send } from './send.ts'

/** Renewed that long before it ends. */
const MARGIN_MS = 30_000
const MAX_KEPT = 1_000

export interface Passes {
  /** The secret that a call needs, or null where it needs none. Throws where it is refused. */
  get(integration: Integration, call: CallRow): Promise<string | null>
  /** It was refused: the next call asks for another one. */
  drop(integration: Integration, call: CallRow): void
}

type Sender = (integration: Integration, outgoing: Outgoing) => ReturnType<Send>

/** Keeps what was given, so that it is asked for once while it is good. */
export function makePasses(send: Sender, clock: () => number): Passes {
  const kept = new Map<string, Pass>()
  const wanted = (integration: Integration, call: CallRow): PassRequest | null =>
    integration.passFor?.(call, clock()) ?? null
  const nameOf = ({ name }: Integration, { key }: PassRequest) => JSON.stringify([name, key])

  return {
    async get(integration, call) {
      const request = wanted(integration, call)
      if (request === null) return null
      const known = kept.get(nameOf(integration, request))
      if (known && known.expiresAt - MARGIN_MS > clock()) return known.secret
      const answer = await send(integration, await request.request())
      const pass = request.read(answer)
      if (pass === null) throw new Error(`no credentials: it answered ${answer.status}`)
      if (kept.size >= MAX_KEPT) kept.clear()
      kept.set(nameOf(integration, request), pass)
      return pass.secret
    },
    drop(integration, call) {
      const request = wanted(integration, call)
      if (request) kept.delete(nameOf(integration, request))
    },
  }
}
