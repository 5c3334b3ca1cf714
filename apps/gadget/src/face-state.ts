import { actsAt } from './core/buttons.ts'
import { hearsServer, isSure, lightsAt, patternAt } from './core/lights.ts'
import type { GadgetState } from './core/state.ts'

/** What the face shows: the gadget's own values at this moment, names as on the wire. It holds no secret. */
export function faceState(state: GadgetState, name: string, now: number) {
  const { shown, self, pending } = state
  const elapsed = shown ? now - shown.receivedAt : 0
  return {
    gadget: self.id,
    name,
    gate: self.gate,
    mode: shown?.mode ?? null,
    pattern: patternAt(state, now),
    lights: lightsAt(state, now),
    head: shown?.head ? { ...shown.head, age: Math.round(shown.head.age + elapsed) } : null,
    queue_length: shown?.queueLength ?? 0,
    until: shown?.until == null ? null : Math.max(0, Math.round(shown.until - elapsed)),
    link: hearsServer(state, now) && shown?.link === true,
    server: hearsServer(state, now),
    /** False while what is shown may be old: the lights are amber or white. */
    sure: isSure(state, now),
    pressing: pending?.action ?? null,
    holds: state.holds.map((hold) => ({
      button: hold.button,
      held: Math.round(now - hold.downAt),
      acts_after: Math.round(actsAt(hold) - hold.downAt),
      did: hold.deed?.did ?? null,
    })),
  }
}

/** What only a board has: the dots of its display, and whether the machine can run it as fast as time. */
interface OfBoard {
  /** 8 pages of 128 columns, a bit a dot, the lowest on top; base64. */
  readonly display?: string
  /** 1 is as fast as time; null before that is known. */
  readonly board?: { readonly speed: number | null; readonly slow: boolean }
}

export type FaceState = ReturnType<typeof faceState> & OfBoard
