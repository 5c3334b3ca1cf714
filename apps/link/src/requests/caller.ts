import { fail, type GatePath, gateOf, ok, type Result, ROOT, type State, sizeOf } from '@boss-deployer/gate'
import type { Role, WireError } from '@boss-deployer/protocol'
import { type Principal, reaches } from '../auth/principal.ts'

/** Who asks, in which role, and what its connection said about itself. */
export interface Caller {
  readonly principal: Principal
  readonly role: Role
  /** The gate that the connection named. */
  readonly gate: GatePath | null
  /** Makes the caller hear what becomes of a lock. */
  readonly subscribe: (lock: string) => void
}

/** The gate that a message means: the one it names, else the caller's only one, else the root where there is no other. */
export function gateMeant(
  state: State,
  { principal, gate }: Pick<Caller, 'principal' | 'gate'>,
  named?: GatePath,
): Result<GatePath, WireError> {
  const meant = named ?? gate ?? onlyGate(state, principal)
  if (meant === null) return fail({ code: 'invalid_message', message: 'gate: name the gate, there are several' })
  if (!reaches(principal, meant))
    return fail({ code: 'forbidden', message: `${principal.name} does not reach gate ${meant}` })
  if (!gateOf(state, meant)) {
    return fail({
      code: 'gate_not_found',
      message: `there is no gate ${meant}: an operator makes it by 'boss gate add ${meant}'`,
    })
  }
  return ok(meant)
}

function onlyGate(state: State, { gates }: Principal): GatePath | null {
  if (gates !== null) return gates.length === 1 ? (gates[0] ?? null) : null
  return sizeOf(state.gates) === 1 ? ROOT : null
}
