import type { PressPhase } from './state.ts'

export type PressEvent =
  | 'stored'
  | 'store-failed'
  | 'sent'
  | 'accepted'
  | 'refused'
  | 'unsure'
  | 'link-lost'
  | 'overtaken'
  | 'expired'

export interface Row {
  readonly to: PressPhase | 'done'
  /** What the gadget is told about its press from now on; nothing where this is absent. */
  readonly answer?: boolean
}

const done = (answer: boolean): Row => ({ to: 'done', answer })

/**
 * The life of a press, from the gadget to the link. What may be kept is stored before it is sent; a block overtakes what
 * was pressed before it; whatever is not in the table changes nothing.
 */
export const pressTable: Readonly<Record<PressPhase, Partial<Readonly<Record<PressEvent, Row>>>>> = {
  storing: {
    stored: { to: 'waiting' },
    // With a full disk the button still works while the link is there.
    'store-failed': { to: 'loose' },
    overtaken: done(false),
  },
  waiting: {
    sent: { to: 'sending' },
    'link-lost': { to: 'waiting', answer: true },
    overtaken: done(false),
    expired: done(false),
  },
  sending: {
    accepted: done(true),
    refused: done(false),
    unsure: { to: 'waiting' },
    overtaken: { to: 'overtaken' },
  },
  loose: {
    sent: { to: 'passing' },
    'link-lost': done(false),
    overtaken: done(false),
  },
  passing: {
    accepted: done(true),
    refused: done(false),
    unsure: done(false),
    overtaken: { to: 'overtaken' },
  },
  overtaken: {
    accepted: done(true),
    refused: done(false),
    unsure: done(false),
  },
}
