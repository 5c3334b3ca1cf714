import type { GadgetPath, GadgetState, Moment, ServerState, View } from './state.ts'
import { bounds } from './times.ts'

const LONGEST_TEXT = 200

/** Cut where the gadget's bound is, never within a character. */
const shortened = (text: string): string => {
  const cut = text.slice(0, LONGEST_TEXT)
  return cut.length < text.length ? cut.replace(/[\uD800-\uDBFF]$/, '') : cut
}

/**
 * What a gadget has to show now: what the link told last of its primary gate. Without it, and when the link has revoked
 * the gadget: that it cannot know.
 */
export function viewOf(state: ServerState, { enrolled, answered, view }: GadgetState): View {
  const path = state.primary?.get(enrolled.id) ?? enrolled.gate
  const gate = state.gates.get(path)
  const isRevoked = state.primary?.has(enrolled.id) === false
  if (!gate || isRevoked) return { ...view, gate: path, link: false, answered }
  const { effective, until, head, queueLength } = gate
  return {
    mode: effective,
    head: head && {
      uuid: head.uuid,
      pipeline: shortened(head.pipeline),
      step: shortened(head.step),
      by: shortened(head.by),
      lockedAt: Date.parse(head.lockedAt),
    },
    queueLength,
    until: effective === 'released' && until !== null ? Date.parse(until) : null,
    link: state.link,
    gate: path,
    answered,
  }
}

const modePaths = { default: '/default', released: '/release', blocked: '/block' } as const

/** The path that says what changed; null when nothing did. */
export function changeBetween(before: View, after: View): GadgetPath | null {
  if (JSON.stringify(before) === JSON.stringify(after)) return null
  if (before.mode !== after.mode) return modePaths[after.mode]
  const isNewHead = before.head?.uuid !== after.head?.uuid
  if (after.queueLength > before.queueLength || (isNewHead && before.head === null)) return '/lock'
  return isNewHead || after.queueLength < before.queueLength ? '/unlock' : '/ping-ack'
}

/** Gives a gadget its newest state to show. A number only rises; what was not told yet is replaced. */
export function refresh(state: ServerState, gadget: GadgetState): GadgetState {
  const view = viewOf(state, gadget)
  const change = changeBetween(gadget.view, view)
  if (change === null) return gadget
  const { head } = view
  const isNewHead = head !== null && head.uuid !== gadget.view.head?.uuid
  const gate = state.gates.get(view.gate)?.head?.gate ?? view.gate
  return {
    ...gadget,
    view,
    sequence: gadget.sequence + 1,
    dirty: change === '/ping-ack' ? (gadget.dirty ?? change) : change,
    shown: isNewHead ? [{ uuid: head.uuid, gate }, ...gadget.shown].slice(0, bounds.shown) : gadget.shown,
  }
}

/** A gadget of which nothing is known but what was provisioned. */
export function newGadget(enrolled: GadgetState['enrolled'], boot: number, now: Moment): GadgetState {
  return {
    enrolled,
    version: null,
    boot,
    lastPing: { boot, ping: 0 },
    pingBudget: { left: bounds.pings, at: now.at },
    opening: null,
    session: null,
    previous: null,
    view: {
      ...{ mode: 'default', head: null, queueLength: 0, until: null, link: false },
      ...{ gate: enrolled.gate, answered: null },
    },
    sequence: 1,
    dirty: null,
    calling: null,
    beatAt: now.at,
    isOn: false,
    answered: null,
    shown: [],
  }
}
