import { toWire } from '@boss-deployer/protocol'
import { macHeaders, macOf } from '@boss-deployer/protocol/gadget'
import type { Effect, Stepped } from './inputs.ts'
import type { GadgetPath, GadgetState, Moment, Session } from './state.ts'
import { bounds, times } from './times.ts'

/** The next message to a gadget, if one is due: the newest state, one at a time, also as the heartbeat. */
export function callIfDue(gadget: GadgetState, now: Moment): Stepped<GadgetState> {
  const { session, calling, dirty, beatAt } = gadget
  if (!session || calling || (dirty === null && now.at < beatAt)) return { state: gadget, effects: [] }
  return call(gadget, session, { path: session.isGreeted ? (dirty ?? '/ping-ack') : '/ping-ack', resets: 0 }, now)
}

type Told = { readonly path: GadgetPath; readonly resets: number }

function call(gadget: GadgetState, session: Session, told: Told, now: Moment): Stepped<GadgetState> {
  const { enrolled } = gadget
  const counter = session.outCounter + 1
  const body = JSON.stringify(bodyOf(gadget, session, now))
  const { path } = told
  const said = {
    direction: 's>g',
    gadget: enrolled.id,
    method: 'POST',
    path,
    session: session.id,
    counter,
    body,
  } as const
  const headers = {
    [macHeaders.gadget]: enrolled.id,
    [macHeaders.session]: session.id,
    [macHeaders.counter]: String(counter),
    [macHeaders.mac]: macOf(session.outKey, said),
  }
  const effect: Effect = { type: 'call', gadget: enrolled, path, headers, body }
  return {
    state: {
      ...gadget,
      session: { ...session, outCounter: counter },
      calling: { ...told, session: session.id },
      dirty: null,
      beatAt: now.at + times.heartbeat,
    },
    effects: [effect],
  }
}

/** The whole desired state; with both nonces until the gadget has taken the session. */
function bodyOf({ view, sequence }: GadgetState, session: Session, now: Moment) {
  const { head, until, answered, ...rest } = view
  const age = (since: number) => Math.max(0, Math.round(now.wall - since))
  return toWire({
    sequence,
    ...rest,
    head: head && { uuid: head.uuid, pipeline: head.pipeline, step: head.step, by: head.by, age: age(head.lockedAt) },
    until: until === null ? null : Math.max(0, Math.round(until - now.wall)),
    answered: answered ?? undefined,
    nonce: session.isGreeted ? undefined : session.nonce,
    serverNonce: session.isGreeted ? undefined : session.id,
  })
}

/** How a message to a gadget went. An HTTP 200 confirms no state; it only says that the gadget has this session. */
export function called(before: GadgetState, outcome: number | 'reset' | 'failed', now: Moment): Stepped<GadgetState> {
  const { calling, session } = before
  if (!calling) return { state: before, effects: [] }
  const gadget = { ...before, calling: null }
  const isPresent = session?.id === calling.session
  if (outcome === 'reset' && isPresent && calling.resets < bounds.resets)
    // The gadget has few sockets and tears what is too much: the newest state goes again, with a new counter.
    return call(gadget, session, { path: gadget.dirty ?? calling.path, resets: calling.resets + 1 }, now)
  const isOn = outcome === 200
  const effects = isOn === before.isOn ? [] : [noted(gadget, isOn)]
  if (isOn && isPresent) return { state: { ...gadget, isOn, session: { ...session, isGreeted: true } }, effects }
  // It did not ask for this session: the one before still holds.
  if (outcome === 401 && isPresent && !session.isGreeted)
    return { state: { ...gadget, isOn: false, session: gadget.previous, previous: null }, effects }
  return { state: { ...gadget, isOn }, effects }
}

const noted = ({ enrolled }: GadgetState, isOn: boolean): Effect => ({
  type: 'log',
  level: isOn ? 'info' : 'warn',
  gadget: enrolled.id,
  message: isOn ? 'the gadget is on' : 'the gadget does not answer',
})
