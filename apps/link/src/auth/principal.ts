import { type Actor, type GatePath, isAtOrBelow, type Via } from '@boss-deployer/gate'
import { type Grant, grant, parse, type Right, rightsOf } from '@boss-deployer/protocol'
import type { Credential, RoleAt } from '@boss-deployer/store'

/** Who speaks, as the link knows it. */
export interface Principal {
  readonly credential: string
  readonly subject: string
  readonly name: string
  readonly grants: readonly Grant[]
  readonly groups: readonly string[]
  readonly expiresAt: number | null
  readonly via: Via
}

export const principalOf = (credential: Credential): Principal => ({
  credential: credential.id,
  subject: credential.subject,
  name: credential.name,
  grants: grantsOf(credential.grants),
  groups: [],
  expiresAt: credential.expiresAt,
  via: credential.kind === 'session' ? 'console' : 'api',
})

/** A role that this link does not know, written by a newer one, gives nothing. */
function grantsOf(grants: readonly RoleAt[]): readonly Grant[] {
  return grants.flatMap((each) => {
    const known = parse(grant, each)
    return known.ok ? known.value : []
  })
}

/** The tops of what a principal has a right to; each stands for all below it. */
export const gatesWith = ({ grants }: Pick<Principal, 'grants'>, right: Right): readonly GatePath[] => [
  ...new Set(grants.flatMap(({ role, gate }) => (rightsOf[role].includes(right) ? gate : []))),
]

/** Whether a principal has a right at any gate at all. */
export const has = (principal: Pick<Principal, 'grants'>, right: Right): boolean =>
  gatesWith(principal, right).length > 0

/** Whether a principal has a right at a gate. */
export const mayAt = (principal: Pick<Principal, 'grants'>, right: Right, gate: GatePath): boolean =>
  gatesWith(principal, right).some((top) => isAtOrBelow(gate, top))

/** Whether the mode of a gate concerns this principal: of one in its reach, or of one above, which holds for all below. */
export const isConcerned = (principal: Principal, right: Right, gate: GatePath): boolean =>
  gatesWith(principal, right).some((top) => isAtOrBelow(gate, top) || isAtOrBelow(top, gate))

export const actorOf = ({ subject, name, via, groups }: Principal): Actor => ({
  id: subject,
  name,
  via,
  device: null,
  groups,
})
