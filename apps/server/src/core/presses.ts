import type { Effect, Stepped } from './inputs.ts'
import { type PressEvent, pressTable } from './press-table.ts'
import type { GadgetState, KeptPress, Moment, Press, PressEntry, ServerState } from './state.ts'
import { bounds, times } from './times.ts'

type ServerStepped = Stepped<ServerState>

const isAtOrBelow = (path: string, top: string) => top === 'root' || path === top || path.startsWith(`${top}.`)
const isSamePress = (one: Press, other: Press) => one.gadget === other.gadget && one.counter === other.counter
const isStored = ({ press }: PressEntry) => press.action === 'unlock' || press.action === 'block'

export function withGadget(state: ServerState, id: string, change: (gadget: GadgetState) => GadgetState): ServerState {
  const gadget = state.gadgets.get(id)
  return gadget ? { ...state, gadgets: new Map([...state.gadgets, [id, change(gadget)]]) } : state
}

/** Tells the gadget what became of its press. Counters only rise. */
function answer(state: ServerState, { gadget: id, counter }: Press, ok: boolean): ServerState {
  return withGadget(state, id, (gadget) =>
    gadget.answered && gadget.answered.counter > counter ? gadget : { ...gadget, answered: { counter, ok } },
  )
}

/** Moves one press on by the table. */
export function move(state: ServerState, entry: PressEntry, event: PressEvent, now: Moment): ServerStepped {
  const row = pressTable[entry.phase][event]
  if (!row) return { state, effects: [] }
  const { to } = row
  const isBack = to === 'waiting' && entry.phase === 'sending'
  const pause = Math.min(times.retryLast, times.retryFirst * 2 ** entry.attempts)
  const next = to !== 'done' && {
    ...entry,
    phase: to,
    isKept: entry.isKept || event === 'link-lost',
    attempts: entry.attempts + (event === 'sent' ? 1 : 0),
    retryAt: isBack ? now.at + pause : entry.retryAt,
  }
  const presses = state.presses.flatMap((it) => (it !== entry ? [it] : next ? [next] : []))
  const moved = { ...state, presses }
  const forget: Effect = { type: 'forget', gadget: entry.press.gadget, counter: entry.press.counter }
  return {
    state: row.answer === undefined ? moved : answer(moved, entry.press, row.answer),
    effects: to === 'done' && isStored(entry) ? [forget] : [],
  }
}

/** Moves every press that this is true of. */
export function moveAll(
  before: ServerState,
  which: (entry: PressEntry) => boolean,
  event: PressEvent,
  now: Moment,
): ServerStepped {
  return before.presses.filter(which).reduce<ServerStepped>(
    ({ state, effects }, entry) => {
      const moved = move(state, entry, event, now)
      return { state: moved.state, effects: [...effects, ...moved.effects] }
    },
    { state: before, effects: [] },
  )
}

/** A press of a gadget, whose message had a valid MAC. The same press again is the same press. */
export function admit(state: ServerState, press: Press, now: Moment): ServerStepped {
  const gadget = state.gadgets.get(press.gadget)
  if (!gadget) return { state, effects: [] }
  const isKnown = state.presses.some((entry) => isSamePress(entry.press, press))
  if (isKnown || (gadget.answered && gadget.answered.counter >= press.counter))
    return { state: again(state, press), effects: [] }
  const mine = state.presses.filter((entry) => entry.press.gadget === press.gadget)
  const isTooMuch = mine.length >= bounds.presses && press.action !== 'block'
  const refusal = isTooMuch || (!state.link && isRefusedWithoutLink(state, gadget, press))
  if (refusal) return { state: answer(state, press, false), effects: [] }
  if (!state.link && mine.some((entry) => isSameWish(entry.press, press)))
    return { state: answer(state, press, true), effects: [] }
  return enter(state, { press, gate: gateOf(gadget, press), pressedAt: now.wall }, now)
}

/** The gadget asks again about a press that was answered: it has missed the state that said so. */
const again = (state: ServerState, { gadget: id }: Press) =>
  withGadget(state, id, (gadget) => ({ ...gadget, dirty: gadget.dirty ?? '/ping-ack' }))

const gateOf = ({ shown, enrolled }: GadgetState, { uuid, gate }: Press) =>
  gate ?? shown.find((head) => head.uuid === uuid)?.gate ?? enrolled.gate

const isSameWish = (one: Press, other: Press) =>
  one.action === other.action && one.uuid === other.uuid && one.gate === other.gate

/** Without the link only a block, and an unlock of a lock that was already shown, make no surprise later. */
function isRefusedWithoutLink({ presses }: ServerState, gadget: GadgetState, press: Press): boolean {
  if (press.action === 'block') return false
  const gate = gateOf(gadget, press)
  const isBlocked = presses.some((it) => it.press.action === 'block' && isAtOrBelow(gate, it.gate))
  return isBlocked || press.action !== 'unlock' || !gadget.shown.some((head) => head.uuid === press.uuid)
}

function enter(before: ServerState, kept: KeptPress, now: Moment): ServerStepped {
  const { press } = kept
  const isBlock = press.action === 'block'
  const overtaken = ({ press: other, gate }: PressEntry) =>
    isBlock && other.action !== 'block' && isAtOrBelow(gate, kept.gate)
  const { state, effects } = moveAll(before, overtaken, 'overtaken', now)
  const entry = { ...kept, isKept: false, attempts: 0, retryAt: now.at }
  if (press.action === 'release' || press.action === 'default')
    return { state: { ...state, presses: [...state.presses, { ...entry, phase: 'loose' }] }, effects }
  return {
    state: { ...state, presses: [...state.presses, { ...entry, phase: 'storing' }] },
    effects: [...effects, { type: 'store', record: { type: 'keep', kept } }],
  }
}

/** Presses that were on the disk when the server started: delivered like all that were kept, also by their rules. */
export function recover(before: ServerState, kept: readonly KeptPress[], now: Moment): ServerStepped {
  const entry = (it: KeptPress) => ({ ...it, phase: 'waiting', isKept: false, attempts: 0, retryAt: now.at }) as const
  const blocks = kept.filter(({ press }) => press.action === 'block')
  const state = { ...before, presses: kept.map(entry) }
  const isOvertaken = ({ press, gate }: PressEntry) =>
    press.action !== 'block' && blocks.some((block) => isAtOrBelow(gate, block.gate))
  return moveAll(state, isOvertaken, 'overtaken', now)
}
