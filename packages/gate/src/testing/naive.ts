import type { Event } from '../events.ts'
import type { Lock, LockId, LockState, Vote } from '../lock.ts'
import type { Policy } from '../policy.ts'

/**
 * Tests only: what the events mean, told a second time in the plainest way and without the code of the core,
 * so that a mistake has to be made twice to stay hidden.
 */
export interface Naive {
  readonly modes: Map<string, string>
  /** In order of request. */
  readonly locks: Map<LockId, { readonly gate: string; state: LockState }>
}

export const naive = (): Naive => ({ modes: new Map(), locks: new Map() })

export function tell({ modes, locks }: Naive, event: Event): void {
  const turn = (id: LockId, state: LockState) => {
    const lock = locks.get(id)
    if (lock) lock.state = state
  }
  switch (event.type) {
    case 'locked':
      locks.set(event.lock, { gate: event.gate, state: 'locked' })
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
      for (const gate of event.ended) modes.set(gate, 'default')
      for (const id of event.killed) turn(id, 'killed')
      break
    case 'gate-added':
    case 'policy-changed':
    case 'refused':
    case 'voted':
    case 'warned':
    case 'used':
    case 'done':
    case 'guarded':
    case 'unchanged':
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

export const isOpenState = (state: LockState): boolean => state === 'locked' || state === 'unlocked'

const isMeant = ({ id, groups }: Vote, entry: string): boolean =>
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
      (!policy.needsPress || set.some((vote) => vote.via === 'gadget')),
  )
}

const subsets = <T>(all: readonly T[]): readonly (readonly T[])[] => {
  const [head, ...rest] = all
  if (head === undefined) return [[]]
  return subsets(rest).flatMap((set) => [set, [head, ...set]])
}
