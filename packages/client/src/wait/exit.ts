import { errorTable, exitCodes, exitOfEnd } from '@boss-deployer/protocol'
import type { Outcome, Waited } from './outcome.ts'

const exitOfOutcome = {
  passed: exitCodes.passed,
  ...exitOfEnd,
  'timed-out': exitCodes.gaveUp,
  unreachable: exitCodes.unreachable,
} as const satisfies Record<Exclude<Outcome, 'refused'>, number>

/** How a process ends that waited like this: 0 is a stored claim and nothing else. */
export const exitOf = (waited: Waited): number =>
  waited.outcome === 'refused' ? errorTable[waited.error.code].exit : exitOfOutcome[waited.outcome]
