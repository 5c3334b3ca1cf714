import { fail, type GatePath, gateOf, ok, type Result, ROOT, type State, sizeOf } from '@boss-deployer/gate'
import type { Right, WireError } from '@boss-deployer/protocol'
import { gatesWith, has, mayAt, type Principal } from '../auth/principal.ts'

/** Who asks, by which rights, and what its connection said about itself. */
export interface Caller {
  readonly principal: Principal
  /** Any of these, where the principal has it, lets this message through. */
  readonly rights: readonly Right[]
  /** The gate that the connection named. */
  readonly gate: GatePath | null
  /** Makes the caller hear what becomes of a lock. */
  readonly subscribe: (lock: string) => void
}

/** The same caller by fewer rights: those that a door asks for. */
export function narrow(caller: Caller, rights: readonly Right[]): Result<Caller, WireError> {
  const left = caller.rights.filter((right) => rights.includes(right) && has(caller.principal, right))
  if (left.length > 0) return ok({ ...caller, rights: left })
  return fail({ code: 'forbidden', message: `${caller.principal.name} has no right to ${rights.join(' or ')}` })
}

/** Whether a gate is in reach of these rights. */
export const reaches = ({ principal, rights }: Pick<Caller, 'principal' | 'rights'>, gate: GatePath): boolean =>
  rights.some((right) => mayAt(principal, right, gate))

export const beyond = ({ principal, rights }: Pick<Caller, 'principal' | 'rights'>, gate: GatePath): WireError => ({
  code: 'forbidden',
  message: `${principal.name} has no right to ${rights.join(' or ')} at gate ${gate}`,
})

/** The gate that a message means: the one it names, else the caller's only one, else the root where there is no other. */
export function gateMeant(
  state: State,
  caller: Pick<Caller, 'principal' | 'rights' | 'gate'>,
  named?: GatePath,
): Result<GatePath, WireError> {
  const meant = named ?? caller.gate ?? onlyGate(state, caller)
  if (meant === null) return fail({ code: 'invalid_message', message: 'gate: name the gate, there are several' })
  if (!reaches(caller, meant)) return fail(beyond(caller, meant))
  if (!gateOf(state, meant)) {
    return fail({
      code: 'gate_not_found',
      message: `there is no gate ${meant}: an operator makes it by 'boss gate add ${meant}'`,
    })
  }
  return ok(meant)
}

function onlyGate(state: State, { principal, rights }: Pick<Caller, 'principal' | 'rights'>): GatePath | null {
  const gates = new Set(rights.flatMap((right) => gatesWith(principal, right)))
  if (gates.has(ROOT)) return sizeOf(state.gates) === 1 ? ROOT : null
  const [only] = gates
  return gates.size === 1 && only !== undefined ? only : null
}
