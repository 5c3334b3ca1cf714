export { type Access, type HeldRole, type HolderKind, topOf } from './access.ts'
export {
  type Advanced,
  type Applied,
  advance,
  apply,
  forgetClosed,
} from './apply.ts'
export type { Command, CommandOf, Mode, Outcome, Press } from './commands.ts'
export { decide } from './decide/decide.ts'
export type { Decided, Decision } from './decide/decision.ts'
export { nudgeableFrom } from './decide/nudge.ts'
export { foreseeOrder, type Order } from './decide/order.ts'
export { foreseePolicy, type PolicyEffect } from './decide/policy-effect.ts'
export { requestIdOf } from './decide/request.ts'
export { mayVote } from './decide/vote.ts'
export type { GateError, GateErrorCode } from './errors.ts'
export type { Event, EventOf, Fact, Request } from './events.ts'
export { answerOf, evolve } from './evolve.ts'
export {
  type Actor,
  type BypassId,
  type EndState,
  isOpen,
  type LastApproved,
  type Lock,
  type LockEnd,
  type LockId,
  type LockState,
  type Via,
  type Vote,
} from './lock.ts'
export {
  type GatePath,
  isAtOrBelow,
  isGatePath,
  parentOf,
  ROOT,
  withAncestors,
} from './path.ts'
export { allowsRelease, defaultPolicy, type Policy } from './policy.ts'
export {
  countedVotes,
  isApprover,
  isQuorum,
  isSelf,
  type KeyTurn,
  keyTurnOf,
  mayStillVote,
  neededVotes,
} from './quorum.ts'
export {
  restore,
  type Snapshot,
  type Touched,
  touchedBy,
  withLoadedAnswers,
  withLoadedLock,
} from './restore.ts'
export { fail, ok, type Result } from './result.ts'
export { type Sorted, sizeOf, valuesOf } from './sorted.ts'
export {
  type Asked,
  type Bypass,
  blockOn,
  defaultStanding,
  type Effective,
  effectiveOf,
  type Gate,
  gateOf,
  gatesAtOrBelow,
  headOf,
  initialState,
  lastPressOf,
  lockOf,
  nextDueAt,
  placeOf,
  queueLengthOf,
  type Standing,
  type State,
} from './state.ts'
