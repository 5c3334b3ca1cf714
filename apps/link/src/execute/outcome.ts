import { type Applied, type Event, fail, ok, type Result, type State } from '@boss-deployer/gate'
import type { WireError } from '@boss-deployer/protocol'
import { parseEvent, type Store, type StoredContext } from '@boss-deployer/store'

/** What became of a command, once it is stored. */
export interface Outcome {
  /** The state right after it. */
  readonly state: State
  readonly result: Result<Answered, WireError>
}

export interface Answered {
  /** The lock that the answer speaks of. */
  readonly about: string | null
  /** The event that answers the command: of now, or of the first time it was sent; null when nothing changed. */
  readonly event: Event | null
}

/** What a commit made known. */
export interface Published {
  /** Stored by this link, and not by another whose events it follows. */
  readonly isOwn: boolean
  readonly state: State
  readonly events: readonly Event[]
  readonly contexts: readonly StoredContext[]
}

export const unavailable = (state: State): Outcome => ({
  state,
  result: fail({ code: 'unavailable', message: 'the link cannot decide now: nothing was changed, try again' }),
})

/** A refusal that was recorded is answered as the error it is; a repeated message gets its first answer. */
export async function outcomeOf(store: Store, { state, result }: Applied): Promise<Outcome> {
  if (!result.ok) return { state, result: fail(result.error) }
  const { about, events, repeats } = result.value
  const event = repeats === null ? named(events) : await stored(store, repeats)
  return { state, result: answered(about, event) }
}

const named = (events: readonly Event[]): Event | null =>
  events.find(({ request }) => request !== null) ?? events.at(-1) ?? null

async function stored(store: Store, sequence: number): Promise<Event | null> {
  const found = await store.event(sequence)
  return found ? parseEvent(found) : null
}

function answered(about: string | null, event: Event | null): Outcome['result'] {
  if (event?.type === 'press-refused') return fail({ code: event.code, message: event.message })
  if (event?.type === 'refused') {
    const message =
      event.request === null
        ? `${event.heldBy} is blocked`
        : `${event.heldBy} is blocked: this request was refused; ask again with a new request id once it is not`
    return fail({ code: 'gate_blocked', message })
  }
  return ok({ about, event })
}
