import type { Mode } from './commands.ts'
import type { BypassId, Lock, LockId, Vote } from './lock.ts'
import { type GatePath, isAtOrBelow, ROOT, withAncestors } from './path.ts'
import { allowsRelease, defaultPolicy, type Policy } from './policy.ts'
import { first, get, rankOf, type Sorted, set, sizeOf, valuesOf } from './sorted.ts'

/** The standing order of one gate, and whose it is. */
export interface Standing {
  readonly mode: Mode
  readonly changedAt: number | null
  readonly changedBy: string | null
  readonly reason: string | null
  readonly until: number | null
  /** The sequence of the event that gave it; 0 where none did. */
  readonly sequence: number
  /** Exceptions to a block, each for one request; they end with the order they were made under. */
  readonly bypasses: readonly Bypass[]
}

/** Leave for one request to pass while its gate is blocked, given by responders. */
export interface Bypass {
  readonly id: BypassId
  readonly pipeline: string
  readonly step: string
  /** null: whichever commit is asked for. */
  readonly commit: string | null
  readonly reason: string
  readonly votes: readonly Vote[]
  /** Whether enough responders have agreed. */
  readonly isGranted: boolean
  /** The sequence of its first event: a block that is set after it ends it. */
  readonly since: number
  readonly expiresAt: number
}

/** A gate with its locks that are open. */
export interface Gate {
  readonly path: GatePath
  readonly policy: Policy
  readonly standing: Standing
  /** Locks in state `locked`, in order of request. */
  readonly waiting: Sorted<number, LockId>
  /** Locks in state `unlocked`, in order of request. */
  readonly unlocked: Sorted<number, LockId>
}

/** The first event of a message that named itself. */
export interface Asked {
  readonly kind: string
  readonly target: string
  readonly commit: string | null
  readonly sequence: number
  readonly lock: LockId | null
}

/** Something that time itself decides. */
export type Due =
  | {
      readonly type: 'warn' | 'expire'
      readonly at: number
      readonly lock: LockId
    }
  | {
      readonly type: 'end-release'
      readonly at: number
      readonly gate: GatePath
    }
  | {
      readonly type: 'end-bypass'
      readonly at: number
      readonly gate: GatePath
      readonly bypass: BypassId
    }

/** The whole tree of gates with its locks, as of one event of the one sequence. */
export interface State {
  /** How many events there have been. */
  readonly sequence: number
  /** The time of the last event: the link's time never goes back. */
  readonly at: number
  readonly gates: Sorted<GatePath, Gate>
  /** Open locks, and closed ones that a command names. */
  readonly locks: Sorted<LockId, Lock>
  /** Open locks of one gate, pipeline and step, in order of request: what a newer request supersedes. */
  readonly series: Sorted<string, Sorted<number, LockId>>
  /** What time itself will decide, soonest first. */
  readonly due: Sorted<string, Due>
  /** Messages that named themselves, by subject and request id. */
  readonly asked: Sorted<string, readonly Asked[]>
  /** The highest press counter of each gadget. */
  readonly presses: Sorted<string, number>
  /** Locks that were closed since the last `forgetClosed`. */
  readonly closed: Sorted<LockId, LockId>
}

/** No standing order: ask. */
export const defaultStanding: Standing = {
  mode: 'default',
  changedAt: null,
  changedBy: null,
  reason: null,
  until: null,
  sequence: 0,
  bypasses: [],
}

/** A new gate. */
export const openGate = (path: GatePath, policy: Policy): Gate => ({
  path,
  policy,
  standing: defaultStanding,
  waiting: null,
  unlocked: null,
})

/** Before the first event: a root that asks. */
export const initialState: State = {
  sequence: 0,
  at: 0,
  gates: set<GatePath, Gate>(null, ROOT, openGate(ROOT, defaultPolicy)),
  locks: null,
  series: null,
  due: null,
  asked: null,
  presses: null,
  closed: null,
}

/** A gate by its path. */
export const gateOf = (state: State, path: GatePath): Gate | undefined => get(state.gates, path)
/** A lock by its id, as far as the state holds it: open ones always. */
export const lockOf = (state: State, id: LockId): Lock | undefined => get(state.locks, id)

/** The mode that holds at a gate, and where it comes from. */
export interface Effective {
  readonly mode: Mode
  /** The gate whose standing order this is; the gate itself where nothing holds it. */
  readonly heldBy: GatePath
  readonly standing: Standing
}

/** A gate is blocked when it or any gate above it is; else released when one is and its policy lets a release in. */
export function effectiveOf(state: State, path: GatePath): Effective {
  const line = withAncestors(path).flatMap((at) => gateOf(state, at) ?? [])
  const own = gateOf(state, path)
  const blocked = line.find((gate) => gate.standing.mode === 'blocked')
  const released = own && allowsRelease(own.policy) ? line.find((gate) => gate.standing.mode === 'released') : undefined
  const holder = blocked ?? released
  return holder
    ? {
        mode: holder.standing.mode,
        heldBy: holder.path,
        standing: holder.standing,
      }
    : {
        mode: 'default',
        heldBy: path,
        standing: own?.standing.mode === 'default' ? own.standing : defaultStanding,
      }
}

/** The nearest block that holds this lock back; null where none does. A bypass lets it through those set before it. */
export function blockOn(state: State, { gate: path, bypass }: Pick<Lock, 'gate' | 'bypass'>): Gate | null {
  const line = withAncestors(path).flatMap((at) => gateOf(state, at) ?? [])
  const holds = ({ mode, sequence }: Standing) => mode === 'blocked' && (bypass === null || sequence > bypass.since)
  return line.find(({ standing }) => holds(standing)) ?? null
}

/** The gate and all gates below it, in order of path. */
export function* gatesAtOrBelow(state: State, top: GatePath): Generator<Gate, void, undefined> {
  for (const gate of valuesOf(state.gates)) if (isAtOrBelow(gate.path, top)) yield gate
}

/** The oldest lock that waits at or below a gate. */
export function headOf(state: State, top: GatePath): Lock | null {
  let head: { readonly key: number; readonly value: LockId } | null = null
  for (const gate of gatesAtOrBelow(state, top)) {
    const oldest = first(gate.waiting)
    if (oldest !== null && (head === null || oldest.key < head.key)) head = oldest
  }
  return head === null ? null : (lockOf(state, head.value) ?? null)
}

/** How many locks wait at or below a gate. */
export function queueLengthOf(state: State, top: GatePath): number {
  let length = 0
  for (const gate of gatesAtOrBelow(state, top)) length += sizeOf(gate.waiting)
  return length
}

/** The lock's place in its gate's queue, from 1; 0 when it does not wait. */
export function placeOf(state: State, lock: Lock): number {
  const gate = gateOf(state, lock.gate)
  return gate && lock.state === 'locked' ? rankOf(gate.waiting, lock.order) + 1 : 0
}

/** When time itself next decides something; null when nothing is due ever. */
export const nextDueAt = (state: State): number | null => first(state.due)?.value.at ?? null

/** The key of `series`. */
export const seriesKey = ({ gate, pipelineKey, step }: Pick<Lock, 'gate' | 'pipelineKey' | 'step'>): string =>
  JSON.stringify([gate, pipelineKey, step])

/** The highest counter that a gadget has pressed with; -1 before its first. */
export const lastPressOf = (state: State, gadget: string): number => get(state.presses, gadget) ?? -1

/** The key of `asked`. */
export const askedKey = (subject: string, requestId: string): string => `${subject}\n${requestId}`
