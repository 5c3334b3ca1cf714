import { defaultPolicy, defaultStanding } from '@boss-deployer/gate'
import { isObject, type JsonObject } from './json.ts'

// Fields that the core gained after its first release. What was stored before has each by the value that it means:
// rows and events are never rewritten for it, so the chain's bytes stay what they were.

const { twoKeys, responders, bypassNeeds, bypassExpiresAfterMs } = defaultPolicy
const { sequence, bypasses } = defaultStanding

const ofPolicy = { twoKeys, responders, bypassNeeds, bypassExpiresAfterMs }
const ofStanding = { sequence, bypasses }
const ofLock = { bypass: null, lastApproved: null }

const ofEvent: Readonly<Record<string, JsonObject>> = {
  locked: ofLock,
  unlocked: { bypass: null },
  claimed: { bypass: null },
  'mode-changed': { bypasses: [] },
  'access-changed': { groups: [] },
}

const withLater = (value: unknown, later: JsonObject): unknown => (isObject(value) ? { ...later, ...value } : value)

/** A stored lock with every field that a lock has now. */
export const laterLock = (row: JsonObject): JsonObject => ({
  ...ofLock,
  contextForgottenAt: null,
  nudgedAt: null,
  ...row,
})

/** A stored gate with every field that its policy and standing have now. */
export const laterGate = (row: JsonObject): JsonObject => ({
  ...row,
  policy: withLater(row.policy, ofPolicy),
  standing: withLater(row.standing, ofStanding),
})

/** A stored event with every field that its type has now. */
export function laterEvent(event: JsonObject): JsonObject {
  const whole = { ...(typeof event.type === 'string' ? ofEvent[event.type] : {}), ...event }
  return 'policy' in event ? { ...whole, policy: withLater(event.policy, ofPolicy) } : whole
}
