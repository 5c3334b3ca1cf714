import { parse } from '@boss-deployer/protocol'
import { gadgetPaths, pingAck } from '@boss-deployer/protocol/gadget'
import { isGenuine, offeredSession } from './sign.ts'
import type { Arrived, DesiredState, FlashName, GadgetState, Session } from './state.ts'

interface Received {
  readonly state: GadgetState
  readonly status: number
}

const isKnownPath = (path: string) => gadgetPaths.some((known) => known === path)

/** A message from the server. One whose MAC is wrong, replayed or missing is counted and changes nothing else. */
export function receive(state: GadgetState, message: Arrived, now: number): Received {
  if (!isKnownPath(message.path)) return { state, status: 404 }
  const { session } = state
  if (session && isGenuine(state, session, message)) return take(state, session, message, now)
  const offered = message.path === '/ping-ack' ? offeredSession(state, message.session) : null
  if (offered && isGenuine(state, offered, message)) return take(state, offered, message, now)
  return refuse(state)
}

const refuse = (state: GadgetState): Received => ({ state: { ...state, refused: state.refused + 1 }, status: 401 })

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function take(state: GadgetState, session: Session, message: Arrived, now: number): Received {
  const parsed = parse(pingAck, jsonOf(message.body))
  const isNew = session.id !== state.session?.id
  // Its MAC is good, so its counter is spent even if the rest is nonsense. A nonsense greeting opens nothing.
  const heard = { ...state, session: { ...session, inCounter: Number(message.counter) } }
  if (!parsed.ok) return { state: isNew ? state : heard, status: 400 }
  const { nonce, serverNonce, ...desired } = parsed.value
  if (!isNew) {
    const shown = show({ ...heard, heardAt: now, pingAt: null }, desired, now)
    return { state: message.path === '/test' ? withFlash(shown, 'test', now) : shown, status: 200 }
  }
  if (nonce !== state.outstanding || serverNonce !== session.id) return refuse(state)
  const isFirst = state.session === null
  const on = { ...heard, heardAt: now, pingAt: null, outstanding: null, ...resendNow(state, now) }
  // Another session may come from another start of the server, which counts its states from the beginning.
  const shown = show({ ...on, shown: on.shown && { ...on.shown, sequence: 0 } }, desired, now)
  return { state: isFirst ? withFlash(shown, 'found', now) : shown, status: 200 }
}

/** A press that waits goes out at once when the server is found. */
const resendNow = ({ pending }: GadgetState, now: number) => ({ pending: pending && { ...pending, retryAt: now } })

export const withFlash = (state: GadgetState, name: FlashName, now: number): GadgetState => ({
  ...state,
  flash: { name, from: now },
})

function show(state: GadgetState, desired: DesiredState, now: number): GadgetState {
  const before = state.shown
  if (before && desired.sequence < before.sequence) return state
  const isSameHead = before?.head?.uuid === desired.head?.uuid
  const next: GadgetState = {
    ...state,
    shown: { ...desired, receivedAt: now },
    headSince: isSameHead ? state.headSince : now,
  }
  const isBack = before !== null && before.mode !== 'default' && desired.mode === 'default'
  return endPress(isBack ? withFlash(next, 'default', now) : next, now)
}

/** Only a state that names the press ends 'press on its way'. */
function endPress(state: GadgetState, now: number): GadgetState {
  const { pending, shown } = state
  const answered = shown?.answered
  if (!pending || !answered || answered.counter < pending.press.counter) return state
  const ended = { ...state, pending: null }
  const isRefused = answered.counter === pending.press.counter && !answered.ok
  return isRefused ? withFlash(ended, 'refused', now) : ended
}
