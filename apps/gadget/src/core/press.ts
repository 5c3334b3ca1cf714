import type { PressAction } from '@boss-deployer/protocol'
import { pressCounter, pressMac } from '@boss-deployer/protocol/gadget'
import { withFlash } from './receive.ts'
import { signedPost } from './sign.ts'
import type { Deed, GadgetState, Input, Press, Stepped } from './state.ts'
import { nothing } from './state.ts'
import { times } from './times.ts'

const LAST_OF_A_BOOT = 65_535
const MOST_RESETS = 2

interface Made {
  readonly state: GadgetState
  readonly deed: Deed
}

/** Signs a press and puts it on its way. A block overtakes whatever is on its way; nothing else does. */
export function makePress(state: GadgetState, action: PressAction, target: string, now: number): Made {
  const isBusy = state.pending && (action !== 'block' || state.pending.action === 'block')
  if (isBusy) return { state, deed: { did: 'nothing', why: 'busy' } }
  if (state.presses >= LAST_OF_A_BOOT)
    return { state: withFlash(state, 'refused', now), deed: { did: 'nothing', why: 'worn out' } }
  const { id, boot, pressKey } = state.self
  const counter = pressCounter(boot, state.presses + 1)
  const mac = pressMac(pressKey, { gadget: id, counter, action, target })
  const meant = action === 'unlock' ? { uuid: target } : { gate: target }
  const press: Press = { gadget: id, counter, action, ...meant, mac }
  return {
    state: {
      ...state,
      presses: state.presses + 1,
      pending: { press, action, pressedAt: now, retryAt: now, resets: 0 },
    },
    deed: { did: action, why: 'sent', counter, ...(action === 'unlock' ? { uuid: target } : {}) },
  }
}

/** Sends the press that is on its way when it is due: a new MAC counter, the same press. */
export function sendPress(state: GadgetState, now: number): Stepped {
  const { pending, session, self } = state
  if (!pending) return { state, output: nothing }
  if (now >= pending.pressedAt + times.pressGiveUp)
    return { state: withFlash({ ...state, pending: null }, 'refused', now), output: nothing }
  if (!session || now < pending.retryAt) return { state, output: nothing }
  const counter = session.outCounter + 1
  const post = signedPost({
    gadget: self.id,
    key: session.outKey,
    session: session.id,
    counter,
    path: `/${pending.action}`,
    body: JSON.stringify({ press: pending.press }),
  })
  return {
    state: {
      ...state,
      session: { ...session, outCounter: counter },
      pending: { ...pending, retryAt: now + times.pressRetry },
    },
    output: { ...nothing, posts: [post] },
  }
}

type Posted = Extract<Input, { type: 'posted' }>

/** How a message to the server went. Only a state ends a press; this only says when to send it again. */
export function posted(state: GadgetState, { path, outcome }: Posted, now: number): GadgetState {
  const { pending, pingAt } = state
  if (path === '/ping') return state
  // The server does not know our session: it was started anew.
  if (outcome === 401) return { ...state, pingAt: Math.min(pingAt ?? now, now) }
  // A kept connection that the other side had just closed: the message was not read, so it goes again at once.
  if (outcome === 'reset' && pending && pending.resets < MOST_RESETS)
    return { ...state, pending: { ...pending, retryAt: now, resets: pending.resets + 1 } }
  return state
}
