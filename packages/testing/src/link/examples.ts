import type { LockViewWire } from '@boss-deployer/protocol'

export const exampleUuid = '018f0000-0000-7000-8000-000000000001'
export const exampleTime = '2026-01-02T03:04:05.678Z'

/** A lock as the link would show it. */
export const exampleLock = (changes: Partial<LockViewWire> = {}): LockViewWire => ({
  uuid: exampleUuid,
  gate: 'shop.production',
  pipeline: 'shop',
  step: 'production',
  state: 'locked',
  commit: null,
  requester: 'token:shop',
  locked_at: exampleTime,
  expires_at: exampleTime,
  place: 1,
  votes: [],
  needed: 1,
  approved_by: null,
  unlocked_at: null,
  claimed_at: null,
  time_locked: null,
  note: null,
  via: null,
  end: null,
  context: {},
  source: {},
  ...changes,
})

/** The answer to `lock`. */
export const exampleLockAnswer = (changes: object = {}) => ({
  lock: exampleUuid,
  state: 'locked',
  status: 'default',
  gate: 'shop.production',
  locked_at: exampleTime,
  place: 1,
  expires_at: exampleTime,
  ...changes,
})

/** The first message of a link. */
export const exampleWelcome = {
  last_login: null,
  status: 'default',
  lock: null,
  locked: true,
  state: null,
  gate: null,
  gates: [],
  protocol_version: 1,
  features: [],
  sequence: 0,
}

/** The message that a lock is unlocked. */
export const exampleUnlock = {
  uuid: exampleUuid,
  gate: 'shop.production',
  approved_by: 'Ada',
  approvers: [{ id: 'token:ada', name: 'Ada', via: 'gadget', device: null }],
  unlocked_at: exampleTime,
  time_locked: 1_000,
  via: 'gadget',
  note: null,
}
