import type { Effect, LinkAnswer, Stepped } from './inputs.ts'
import { move, moveAll } from './presses.ts'
import type { Moment, PressEntry, ServerState } from './state.ts'
import { bounds, times } from './times.ts'

type ServerStepped = Stepped<ServerState>

const isReady = ({ phase }: PressEntry) => phase === 'waiting' || phase === 'loose'
const isBlock = ({ press }: PressEntry) => press.action === 'block'

/** Whether nothing of the same gadget has to go before it. A block waits for nothing. */
function isNext({ presses }: ServerState, entry: PressEntry): boolean {
  const mine = presses.filter(({ press }) => press.gadget === entry.press.gadget)
  return isBlock(entry) || !mine.some((it) => it.press.counter < entry.press.counter)
}

/** Too old to be meant still. A press from the future too: then a clock was turned, and nobody knows how old it is. */
function isExpired({ press, pressedAt }: PressEntry, now: Moment): boolean {
  const age = now.wall - pressedAt
  return press.action === 'unlock' && (age > times.keptFor || age < -times.clockSlack)
}

/** Sends the link what is ready: blocks first, then one at a time of each gadget, so that its counters only rise. */
export function deliver(before: ServerState, now: Moment): ServerStepped {
  if (!before.link) return moveAll(before, (entry) => isReady(entry) && !entry.isKept, 'link-lost', now)
  let { state, effects } = moveAll(before, (entry) => isExpired(entry, now), 'expired', now)
  const inOrder = [...state.presses].sort((one, other) => Number(isBlock(other)) - Number(isBlock(one)))
  for (const entry of inOrder.filter((it) => isReady(it) && it.retryAt <= now.at)) {
    if (!isNext(state, entry)) continue
    const moved = move(state, entry, 'sent', now)
    state = moved.state
    effects = [...effects, ...moved.effects, sendOf(entry)]
  }
  return { state, effects }
}

/** The link's clock rules: when a kept press was pressed is only a note. */
function sendOf({ press, isKept, pressedAt }: PressEntry): Effect {
  const note = isKept ? `pressed_at ${new Date(pressedAt).toISOString()}` : null
  return { type: 'send', press, note }
}

/** What the link said about a press. One that was not kept is given up after a few attempts, while its boss looks on. */
export function answered(state: ServerState, entry: PressEntry, said: LinkAnswer, now: Moment): ServerStepped {
  const isGivenUp =
    said === 'unsure' && state.link && !entry.isKept && !isBlock(entry) && entry.attempts >= bounds.attempts
  return move(state, entry, isGivenUp ? 'refused' : said, now)
}

/** When the next press may be sent again. */
export function deliveryDueAt(state: ServerState): number {
  if (!state.link) return Number.POSITIVE_INFINITY
  const next = state.presses.filter((entry) => isReady(entry) && isNext(state, entry))
  return Math.min(...next.map(({ retryAt }) => retryAt))
}
