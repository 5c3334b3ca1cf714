import { actHeld, actsAt, buttonDown, buttonSlip, buttonUp } from './buttons.ts'
import { nextPingAt, ping } from './ping.ts'
import { posted, sendPress } from './press.ts'
import { receive } from './receive.ts'
import { type GadgetState, type Input, nothing, type Output, type Stepped } from './state.ts'
import { times } from './times.ts'

/** Everything that a gadget does: an input at a moment in, the next state and what to do out. Time never goes back. */
export function step(state: GadgetState, input: Input, now: number): Stepped {
  const { state: taken, output } = take(state, input, now)
  const held = actHeld(taken, now)
  const pinged = now >= nextPingAt(held) ? ping(held, now) : { state: held, output: nothing }
  const sent = sendPress(pinged.state, now)
  return { state: sent.state, output: { ...output, posts: [...pinged.output.posts, ...sent.output.posts] } }
}

function take(state: GadgetState, input: Input, now: number): { readonly state: GadgetState; readonly output: Output } {
  switch (input.type) {
    case 'tick':
      return { state, output: nothing }
    case 'down':
      return { state: buttonDown(state, input.button, now), output: nothing }
    case 'up': {
      const up = buttonUp(state, input.button, now)
      return { state: up.state, output: { ...nothing, deed: up.deed } }
    }
    case 'slip':
      return { state: buttonSlip(state, input.button), output: nothing }
    case 'arrived': {
      const { state: next, status } = receive(state, input.message, now)
      return { state: next, output: { ...nothing, status } }
    }
    case 'posted':
      return { state: posted(state, input, now), output: nothing }
  }
}

/** When the gadget has to be asked again, at the latest, though nothing comes from outside. */
export function dueAt(state: GadgetState): number {
  const { pending, session } = state
  const holds = state.holds.filter(({ deed }) => !deed).map(actsAt)
  const press = pending ? [pending.pressedAt + times.pressGiveUp, ...(session ? [pending.retryAt] : [])] : []
  return Math.min(nextPingAt(state), ...holds, ...press)
}
