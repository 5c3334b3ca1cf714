import type { GateError } from '../errors.ts'
import type { Lock, LockId } from '../lock.ts'
import type { GatePath } from '../path.ts'
import { defaultPolicy, type Policy } from '../policy.ts'
import { countedVotes, neededVotes } from '../quorum.ts'
import { fail, ok, type Result } from '../result.ts'
import { valuesOf } from '../sorted.ts'
import { gateOf, lockOf, type State } from '../state.ts'
import { decideSetPolicy } from './operate.ts'

/** What a policy would do if it were set now. */
export interface PolicyEffect {
  /** Whether it differs from the policy that holds. */
  readonly isChange: boolean
  /** Let through at once: their votes are enough. */
  readonly unlocked: readonly Lock[]
  /** Let through before and not passed yet: they end. */
  readonly ended: readonly Lock[]
  /** What still waits, with the votes that count and how many voters it takes. */
  readonly waiting: readonly { readonly lock: Lock; readonly votes: number; readonly needed: number }[]
}

/** The effect of a whole policy on what is open at its gate, by the rules of `decide`. It changes nothing. */
export function foreseePolicy(state: State, path: GatePath, wanted: Partial<Policy>): Result<PolicyEffect, GateError> {
  const policy: Policy = { ...defaultPolicy, ...wanted }
  const by = { id: 'link', name: 'link', via: 'link', device: null, groups: [] } as const
  const command = { type: 'set-policy', gate: path, policy, by, at: state.at, requestId: null, press: null } as const
  const ruling = decideSetPolicy(state, command, state.at)
  const gate = gateOf(state, path)
  if (!ruling.ok) return fail(ruling.error)
  if (!gate) return fail({ code: 'gate_not_found', message: `there is no gate ${path}` })
  const { facts } = ruling.value
  const locksOf = (type: 'unlocked' | 'expired') =>
    facts.flatMap((fact) => (fact.type === type ? (lockOf(state, fact.lock) ?? []) : []))
  const unlocked = locksOf('unlocked')
  const goes = new Set<LockId>(unlocked.map(({ id }) => id))
  const stays = [...valuesOf(gate.waiting)].flatMap((id) => (goes.has(id) ? [] : (lockOf(state, id) ?? [])))
  return ok({
    isChange: facts.length > 0,
    unlocked,
    ended: locksOf('expired'),
    waiting: stays.map((lock) => ({
      lock,
      votes: new Set(countedVotes(policy, lock).map(({ id }) => id)).size,
      needed: neededVotes(policy),
    })),
  })
}
