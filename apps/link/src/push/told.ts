import { type Event, gateOf, type Lock, type LockId, mayVote, type State } from '@boss-deployer/gate'
import type { PushMessage } from '@boss-deployer/protocol'
import { actorOf, mayAt, type Principal } from '../auth/principal.ts'

type Kind = Exclude<PushMessage['kind'], 'test'>

/** Which events people are told of, and as what. */
const kinds: { readonly [T in Event['type']]?: Kind } = {
  locked: 'waits',
  nudged: 'nudged',
  unlocked: 'ended',
  rejected: 'ended',
  expired: 'ended',
  cancelled: 'ended',
  superseded: 'ended',
  'mode-changed': 'ended',
}

export interface News {
  readonly kind: Kind
  readonly lock: LockId
}

/** What people are told of an event; nearly always nothing. */
export function newsOf(event: Event): readonly News[] {
  const kind = kinds[event.type]
  if (kind === undefined) return []
  if (event.type === 'mode-changed') return event.killed.map((lock) => ({ kind, lock }))
  return 'lock' in event && event.lock !== null ? [{ kind, lock: event.lock }] : []
}

/** Whether somebody's answer to a lock would count, and they have not given it. */
export function mayAnswer(principal: Principal, lock: Lock, state: State): boolean {
  const policy = gateOf(state, lock.gate)?.policy
  return (
    policy !== undefined &&
    lock.state === 'locked' &&
    mayAt(principal, 'decide', lock.gate) &&
    mayVote(policy, lock, actorOf(principal)).ok &&
    lock.votes.every(({ id }) => id !== principal.subject)
  )
}
