import { parse } from '@boss-deployer/protocol'
import { pressBody, serverPaths } from '@boss-deployer/protocol/gadget'
import { called, callIfDue } from './calls.ts'
import { answered, deliver, deliveryDueAt } from './deliver.ts'
import type { Arrived, Effect, Input, Stepped, StoredRecord } from './inputs.ts'
import { admit, move, recover, withGadget } from './presses.ts'
import { authenticate, bootStored, jsonOf, takePing } from './sessions.ts'
import type { Gate, Moment, Press, ServerState } from './state.ts'
import { refresh } from './view.ts'

/** A step, with the HTTP status for a message that arrived. */
export interface ServerStep extends Stepped<ServerState> {
  readonly status: number | null
}

type Took = Stepped<ServerState> & { readonly status?: number }

/** Everything that the server does: what happened in, the next state and what to do out. */
export function step(before: ServerState, input: Input, now: Moment): ServerStep {
  const took = take(before, input, now)
  const delivered = deliver(took.state, now)
  const told = tellGadgets(delivered.state, now)
  return {
    state: told.state,
    effects: [...took.effects, ...delivered.effects, ...told.effects],
    status: took.status ?? null,
  }
}

function take(state: ServerState, input: Input, now: Moment): Took {
  switch (input.type) {
    case 'recovered':
      return recover(state, input.kept, now)
    case 'tick':
      return { state, effects: [] }
    case 'arrived':
      return arrived(state, input, now)
    case 'called': {
      const gadget = state.gadgets.get(input.gadget)
      if (!gadget) return { state, effects: [] }
      const { state: next, effects } = called(gadget, input.outcome, now)
      return { state: withGadget(state, input.gadget, () => next), effects }
    }
    case 'stored':
      return stored(state, input.record, now)
    case 'store-failed':
      return onPress(state, input.record, 'store-failed', now)
    case 'link-up':
      return { state: { ...state, link: true, gates: ours(state, input.gates) }, effects: [] }
    case 'link-lost':
      return { state: { ...state, link: false }, effects: [] }
    case 'enrolled':
      return { state: { ...state, primary: new Map(input.gadgets.map(({ id, gate }) => [id, gate])) }, effects: [] }
    case 'test':
      return { state: withGadget(state, input.gadget, (gadget) => ({ ...gadget, dirty: '/test' })), effects: [] }
    case 'gates':
      return { state: { ...state, gates: new Map([...state.gates, ...newer(state, input.gates)]) }, effects: [] }
    case 'answered': {
      const entry = state.presses.find(({ press }) => press.gadget === input.gadget && press.counter === input.counter)
      return entry ? answered(state, entry, input.answer, now) : { state, effects: [] }
    }
  }
}

/** A message from a gadget. One whose MAC is wrong, replayed or missing is counted and changes nothing else. */
function arrived(state: ServerState, { message, random }: Extract<Input, { type: 'arrived' }>, now: Moment): Took {
  if (!serverPaths.some((path) => path === message.path)) return { state, effects: [], status: 404 }
  const gadget = state.gadgets.get(message.gadget)
  if (!gadget) return unauthentic(state)
  if (message.path === '/ping') {
    const { gadget: next, status, effects } = takePing(gadget, message, random, now)
    if (status === 401) return { ...unauthentic(state), effects }
    return { state: withGadget(state, message.gadget, () => next), effects, status }
  }
  const heard = authenticate(gadget, message)
  if (!heard) return unauthentic(state)
  const known = withGadget(state, message.gadget, () => heard)
  const press = pressIn(message)
  return press ? { ...admit(known, press, now), status: 200 } : { state: known, effects: [], status: 400 }
}

const unauthentic = (state: ServerState): Took => ({
  state: { ...state, refused: state.refused + 1 },
  effects: [],
  status: 401,
})

/** The press in a message, as its gadget signed it, if it is this gadget's own and says what the path says. */
function pressIn({ path, gadget, body }: Arrived): Press | null {
  const parsed = parse(pressBody, jsonOf(body))
  if (!parsed.ok) return null
  const { press } = parsed.value
  const target = press.action === 'unlock' ? press.uuid : press.gate
  return press.gadget === gadget && `/${press.action}` === path && target !== undefined ? press : null
}

function stored(state: ServerState, record: StoredRecord, now: Moment): Took {
  if (record.type === 'keep') return onPress(state, record, 'stored', now)
  return { state: withGadget(state, record.gadget, (gadget) => bootStored(gadget, record.boot, now)), effects: [] }
}

function onPress(state: ServerState, record: StoredRecord, event: 'stored' | 'store-failed', now: Moment): Took {
  if (record.type !== 'keep') return { state, effects: [] }
  const { gadget, counter } = record.kept.press
  const entry = state.presses.find(({ press }) => press.gadget === gadget && press.counter === counter)
  return entry ? move(state, entry, event, now) : { state, effects: [] }
}

/** Of all the gates that the link tells of, those that a gadget of ours shows. */
function ours({ gadgets, primary }: ServerState, gates: readonly Gate[]): ReadonlyMap<string, Gate> {
  const shown = new Set([...gadgets.values()].map(({ enrolled }) => primary?.get(enrolled.id) ?? enrolled.gate))
  return new Map(gates.filter(({ gate }) => shown.has(gate)).map((gate) => [gate.gate, gate]))
}

const newer = (state: ServerState, gates: readonly Gate[]) =>
  [...ours(state, gates)].filter(([path, { sequence }]) => sequence >= (state.gates.get(path)?.sequence ?? 0))

function tellGadgets(state: ServerState, now: Moment): Stepped<ServerState> {
  const effects: Effect[] = []
  const gadgets = new Map(
    [...state.gadgets].map(([id, gadget]) => {
      const told = callIfDue(refresh(state, gadget), now)
      effects.push(...told.effects)
      return [id, told.state]
    }),
  )
  return { state: { ...state, gadgets }, effects }
}

/** When the server has to be asked again, at the latest, though nothing comes from outside. */
export function dueAt(state: ServerState): number {
  const beats = [...state.gadgets.values()].filter(({ session, calling }) => session && !calling)
  return Math.min(deliveryDueAt(state), ...beats.map(({ beatAt }) => beatAt))
}
