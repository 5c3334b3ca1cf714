import type { Event } from '../events.ts'
import type { BypassId, Lock, LockId, LockState, Vote } from '../lock.ts'
import type { Policy } from '../policy.ts'

/**
 * Tests only: what the events mean, told a second time in the plainest way and without the code of the core,
 * so that a mistake has to be made twice to stay hidden.
 */
export interface Naive {
  /** How many events there have been. */
  count: number
  readonly modes: Map<string, string>
  /** By gate: how many events there were when it was blocked the last time. */
  readonly blocks: Map<string, number>
  /** Leave to pass a block, by its id. */
  readonly bypasses: Map<BypassId, NaiveBypass>
  /** In order of request. */
  readonly locks: Map<LockId, { readonly gate: string; readonly bypass: BypassId | null; state: LockState }>
}

interface NaiveBypass {
  readonly gate: string
  readonly pipeline: string
  readonly step: string
  readonly commit: string | null
  readonly since: number
  readonly expiresAt: number
  isGranted: boolean
  isUsed: boolean
}

export const naive = (): Naive => ({
  count: 0,
  modes: new Map(),
  blocks: new Map(),
  bypasses: new Map(),
  locks: new Map(),
})

export function tell(model: Naive, event: Event): void {
  model.count += 1
  const { modes, locks, blocks, bypasses, count } = model
  const turn = (id: LockId, state: LockState) => {
    const lock = locks.get(id)
    if (lock) lock.state = state
  }
  switch (event.type) {
    case 'locked':
      locks.set(event.lock, { gate: event.gate, bypass: event.bypass, state: 'locked' })
      for (const bypass of bypasses.values()) if (bypasses.get(event.bypass ?? '') === bypass) bypass.isUsed = true
      break
    case 'bypass-asked':
    case 'bypass-granted': {
      const { gate, pipeline, step, commit, expiresAt } = event
      const since = bypasses.get(event.bypass)?.since ?? count
      const isGranted = event.type === 'bypass-granted'
      bypasses.set(event.bypass, { gate, pipeline, step, commit, expiresAt, since, isGranted, isUsed: false })
      break
    }
    case 'bypass-ended':
      bypasses.delete(event.bypass)
      break
    case 'unlocked':
    case 'claimed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'superseded':
      turn(event.lock, event.type)
      break
    case 'mode-changed':
      modes.set(event.gate, event.to)
      if (event.to === 'blocked') blocks.set(event.gate, count)
      for (const gate of event.ended) modes.set(gate, 'default')
      for (const id of event.killed) turn(id, 'killed')
      break
    case 'gate-added':
    case 'policy-changed':
    case 'refused':
    case 'voted':
    case 'warned':
    case 'nudged':
    case 'used':
    case 'context-forgotten':
    case 'done':
    case 'guarded':
    case 'lights-tested':
    case 'unchanged':
    case 'key-changed':
    case 'access-changed':
    case 'press-refused':
      break
  }
}

/** The gate and those above it, by cutting off one segment after another. */
export const line = (gate: string): readonly string[] => {
  const segments = gate === 'root' ? [] : gate.split('.')
  return ['root', ...segments.map((_, n) => segments.slice(0, n + 1).join('.'))]
}

export const isBlocked = ({ modes }: Naive, gate: string): boolean =>
  line(gate).some((at) => modes.get(at) === 'blocked')

/**
 * Whether an event or an open lock is below a block that its bypass, if it has one, does not except it from: one that
 * was given for this gate, by enough responders, after every block that holds here.
 */
export function isHeld(model: Naive, { gate, bypass }: { readonly gate: string; readonly bypass: BypassId | null }) {
  const held = line(gate).filter((at) => model.modes.get(at) === 'blocked')
  const leave = model.bypasses.get(bypass ?? '')
  if (!leave?.isGranted || leave.gate !== gate) return held.length > 0
  return held.some((at) => (model.blocks.get(at) ?? 0) > leave.since)
}

export const isOpenState = (state: LockState): boolean => state === 'locked' || state === 'unlocked'

export const isMeant = ({ id, groups }: Vote, entry: string): boolean =>
  entry.startsWith('group:') ? groups.some((group) => `group:${group}` === entry) : id === entry

type Voted = Pick<Lock, 'requester' | 'requestedBy' | 'votes'>

/** Whether some set of distinct eligible approvers, all of whom voted, is enough: every set is tried. */
export function isEnough(policy: Policy, { requester, requestedBy, votes }: Voted): boolean {
  const isEligible = (vote: Vote) => {
    const isSelf = vote.id === requester.id || vote.id === requestedBy || vote.name === requestedBy
    const isListed = policy.approvers === null || policy.approvers.some((entry) => isMeant(vote, entry))
    return isListed && (policy.allowSelfApproval || !isSelf)
  }
  return subsets(votes).some(
    (set) =>
      set.length > 0 &&
      set.length >= policy.approvals &&
      new Set(set.map(({ id }) => id)).size === set.length &&
      set.every(isEligible) &&
      policy.required.every((entry) => set.some((vote) => isMeant(vote, entry))) &&
      (!policy.needsPress || set.some((vote) => vote.via === 'gadget')) &&
      (policy.twoKeys === null || subsets(set).some((pair) => isTurn(pair, policy.twoKeys?.windowMs ?? 0))),
  )
}

/** Two people, each at a gadget of their own, no more than the window apart. */
const isTurn = (pair: readonly Vote[], windowMs: number): boolean =>
  pair.length === 2 &&
  pair.every(({ via, device }) => via === 'gadget' && device !== null) &&
  new Set(pair.map(({ id }) => id)).size === 2 &&
  new Set(pair.map(({ device }) => device)).size === 2 &&
  Math.max(...pair.map(({ at }) => at)) - Math.min(...pair.map(({ at }) => at)) <= windowMs

const subsets = <T>(all: readonly T[]): readonly (readonly T[])[] => {
  const [head, ...rest] = all
  if (head === undefined) return [[]]
  return subsets(rest).flatMap((set) => [set, [head, ...set]])
}
