import type { Command } from '../commands.ts'
import type { GateError } from '../errors.ts'
import type { Fact } from '../events.ts'
import { fail, ok, type Result } from '../result.ts'
import type { State } from '../state.ts'
import type { Ruling } from './decision.ts'
import { decideMode } from './mode.ts'
import { decideReject, decideUnlock, decideUnlockHead } from './vote.ts'

/** What a responder decides: about a lock, or about a gate. */
export type Order = Extract<
  Command,
  { readonly type: 'unlock' | 'unlock-head' | 'reject' | 'release' | 'block' | 'default' }
>

export function ruleOrder(state: State, order: Order, at: number): Ruling {
  switch (order.type) {
    case 'unlock':
      return decideUnlock(state, order, at)
    case 'unlock-head':
      return decideUnlockHead(state, order, at)
    case 'reject':
      return decideReject(state, order)
    case 'release':
    case 'block':
    case 'default':
      return decideMode(state, order, at)
  }
}

/**
 * What an order would do now, by the rules of `decide`: its facts, none where all is so already, or why it would be
 * refused. It stands alone so that a page foresees without the rules for pipelines and operators.
 */
export function foreseeOrder(state: State, order: Order): Result<readonly Fact[], GateError> {
  const ruling = ruleOrder(state, order, Math.max(state.at, order.at))
  return ruling.ok ? ok(ruling.value.facts) : fail(ruling.error)
}
