import { parse } from '@boss-deployer/protocol'
import { isSameMac, macOf, ping, pingNonce, sessionKey } from '@boss-deployer/protocol/gadget'
import type { Arrived, Effect } from './inputs.ts'
import type { Enrolled, GadgetState, Moment, Session } from './state.ts'
import { bounds } from './times.ts'

const COUNTER = /^[1-9]\d{0,14}$/

/** The counter of a message; null where it is none, or not above the last. */
function counterAbove(last: number, { counter }: Arrived): number | null {
  return COUNTER.test(counter) && Number(counter) > last ? Number(counter) : null
}

function hasMac(key: string, { id }: Enrolled, { method, path, session, counter, body, mac }: Arrived): boolean {
  const said = { direction: 'g>s', gadget: id, method, path, session, counter: Number(counter), body } as const
  return isSameMac(macOf(key, said), mac)
}

/** The gadget after a message with a valid MAC on one of its sessions; null when it has none. */
export function authenticate(gadget: GadgetState, message: Arrived): GadgetState | null {
  const { session, previous, enrolled } = gadget
  const meant = [session, previous].find((it) => it !== null && it.id === message.session)
  const counter = meant ? counterAbove(meant.inCounter, message) : null
  if (!meant || counter === null || !hasMac(meant.inKey, enrolled, message)) return null
  const heard = { ...meant, inCounter: counter }
  // The first valid message on the new session ends the old one.
  return meant === session
    ? { ...gadget, session: { ...heard, isGreeted: true }, previous: null }
    : { ...gadget, previous: heard }
}

interface Pinged {
  readonly gadget: GadgetState
  readonly status: 200 | 400 | 401 | 429
  readonly effects: readonly Effect[]
}

export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A gadget calls: a new session is opened for it, once its boot counter is stored. */
export function takePing(gadget: GadgetState, message: Arrived, random: string, now: Moment): Pinged {
  const { enrolled } = gadget
  const refuse = (status: 400 | 401 | 429): Pinged => ({ gadget, status, effects: [] })
  const counter = counterAbove(0, message)
  if (message.session !== '' || counter === null || !hasMac(enrolled.macKey, enrolled, message)) return refuse(401)
  const parsed = parse(ping, jsonOf(message.body))
  if (!parsed.ok) return refuse(400)
  const { boot, nonce, version } = parsed.value
  if (nonce !== pingNonce(boot, counter)) return refuse(400)
  if (!isNewer(gadget, boot, counter)) return { ...refuse(401), effects: [oldBoot(gadget, boot)] }
  const left = Math.min(bounds.pings, gadget.pingBudget.left + (now.at - gadget.pingBudget.at) / 1_000)
  if (left < 1) return refuse(429)
  const pinged = { ...gadget, version, lastPing: { boot, ping: counter }, pingBudget: { left: left - 1, at: now.at } }
  const session = newSession(enrolled, nonce, random)
  if (boot === gadget.boot) return { gadget: open(pinged, session, now), status: 200, effects: [] }
  return {
    gadget: { ...pinged, opening: { boot, session } },
    status: 200,
    effects: [{ type: 'store', record: { type: 'boot', gadget: enrolled.id, boot } }],
  }
}

/** The last ping begins, at a start of the server, as the stored boot counter. */
const isNewer = ({ lastPing }: GadgetState, boot: number, counter: number) =>
  boot > lastPing.boot || (boot === lastPing.boot && counter > lastPing.ping)

const oldBoot = ({ enrolled, lastPing }: GadgetState, boot: number): Effect => ({
  type: 'log',
  level: 'warn',
  gadget: enrolled.id,
  message: `refused a ping of boot ${boot}: it is repeated or older than boot ${lastPing.boot}`,
})

const newSession = ({ macKey }: Enrolled, nonce: string, id: string): Session => ({
  id,
  nonce,
  inKey: sessionKey(macKey, 'g>s', { gadget: nonce, server: id }),
  outKey: sessionKey(macKey, 's>g', { gadget: nonce, server: id }),
  inCounter: 0,
  outCounter: 0,
  isGreeted: false,
})

/** The gadget's boot counter is on the disk: the session that waited for it is opened. */
export function bootStored(gadget: GadgetState, boot: number, now: Moment): GadgetState {
  const known = { ...gadget, boot: Math.max(gadget.boot, boot) }
  if (gadget.opening?.boot !== boot) return known
  return open({ ...known, opening: null }, gadget.opening.session, now)
}

function open(gadget: GadgetState, session: Session, now: Moment): GadgetState {
  const previous = gadget.session?.isGreeted ? gadget.session : gadget.previous
  return { ...gadget, session, previous, beatAt: now.at }
}
