import type { Bypass, LastApproved, Lock, Mode, Policy, Via, Vote } from '@boss-deployer/gate'
import type { CallRow } from './calls.ts'
import { boolean, listOf, number, oneOf, orNull, shape, text, texts } from './check.ts'
import type { GateRow } from './store.ts'

export const mode = oneOf<Mode>({ default: true, released: true, blocked: true })

const via = oneOf<Via>({
  gadget: true,
  console: true,
  cli: true,
  api: true,
  socket: true,
  slack: true,
  schedule: true,
  release: true,
  link: true,
})

export const actor = shape<Omit<Vote, 'groups' | 'at'>>({ id: text, name: text, via, device: orNull(text) })

export const vote = shape<Vote>({
  id: text,
  name: text,
  via,
  device: orNull(text),
  groups: listOf(text),
  at: number,
})

export const policy = shape<Policy>({
  approvers: orNull(listOf(text)),
  approvals: number,
  required: listOf(text),
  allowSelfApproval: boolean,
  needsPress: boolean,
  needsReason: shape({ reject: boolean, release: boolean, block: boolean }),
  allowRelease: orNull(boolean),
  releaseForMs: orNull(number),
  lockExpiresAfterMs: number,
  approvalExpiresAfterMs: number,
  requesterGoneAfterMs: number,
  queue: oneOf({ fifo: true, 'newest-wins': true }),
  twoKeys: orNull(shape({ windowMs: number })),
  responders: listOf(text),
  bypassNeeds: number,
  bypassExpiresAfterMs: number,
})

const bypass = shape<Bypass>({
  id: text,
  pipeline: text,
  step: text,
  commit: orNull(text),
  reason: text,
  votes: listOf(vote),
  isGranted: boolean,
  since: number,
  expiresAt: number,
})

export const lastApproved = shape<LastApproved>({ lock: text, commit: orNull(text), approvedAt: number })

export const gateRow = shape<GateRow>({
  path: text,
  policy,
  standing: shape({
    mode,
    changedAt: orNull(number),
    changedBy: orNull(text),
    reason: orNull(text),
    until: orNull(number),
    sequence: number,
    bypasses: listOf(bypass),
  }),
})

export const lock = shape<Lock>({
  id: text,
  gate: text,
  order: number,
  pipeline: text,
  pipelineKey: text,
  step: text,
  commit: orNull(text),
  requester: shape({ id: text, name: text }),
  requestedBy: orNull(text),
  hold: boolean,
  contextDigest: orNull(text),
  contextForgottenAt: orNull(number),
  state: oneOf({
    locked: true,
    unlocked: true,
    claimed: true,
    rejected: true,
    killed: true,
    expired: true,
    cancelled: true,
    superseded: true,
  }),
  lockedAt: number,
  expiresAt: number,
  warnAt: orNull(number),
  nudgedAt: orNull(number),
  votes: listOf(vote),
  unlockedAt: orNull(number),
  note: orNull(text),
  claimedAt: orNull(number),
  use: orNull(text),
  end: orNull(shape({ at: number, by: text, reason: orNull(text) })),
  listedAt: orNull(number),
  bypass: orNull(shape({ id: text, since: number })),
  lastApproved: orNull(lastApproved),
})

export const callRow = shape<CallRow>({
  id: text,
  integration: text,
  gate: text,
  lock: orNull(text),
  what: text,
  data: texts,
  askedAt: number,
  givesUpAt: number,
  state: oneOf({ asked: true, confirmed: true, failed: true }),
  tries: number,
  dueAt: number,
  said: orNull(text),
  endedAt: orNull(number),
  turn: number,
})
