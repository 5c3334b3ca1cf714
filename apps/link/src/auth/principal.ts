import { type Actor, type GatePath, isAtOrBelow, type Via } from '@boss-deployer/gate'
import { type Camel, type fields, type Grant, grant, parse, type Right, rightsOf } from '@boss-deployer/protocol'
import type { Credential, RoleAt } from '@boss-deployer/store'
import type * as z from 'zod/mini'

/** What a token proves of a pipeline, whatever the pipeline says of itself. */
export interface Proven {
  readonly source: Camel<z.infer<typeof fields.source>>
  /** The person who started it, as the build system knows them. */
  readonly requestedBy: string | null
}

/** Who speaks, as the link knows it. */
export interface Principal {
  readonly credential: string
  readonly subject: string
  readonly name: string
  readonly grants: readonly Grant[]
  readonly groups: readonly string[]
  readonly expiresAt: number | null
  readonly via: Via
  readonly proven: Proven | null
  /** The one lock that it may attend to, where it may nothing else. */
  readonly onlyLock: string | null
  readonly lastUsedAt: number | null
}

export const principalOf = (credential: Credential): Principal => ({
  credential: credential.id,
  subject: credential.subject,
  name: credential.name,
  grants: grantsOf(credential.grants),
  groups: [],
  expiresAt: credential.expiresAt,
  via: credential.kind === 'session' ? 'console' : 'api',
  proven: null,
  onlyLock: credential.kind === 'lock' ? credential.about : null,
  lastUsedAt: credential.lastUsedAt,
})

/** A role that this link does not know, written by a newer one, gives nothing. */
function grantsOf(grants: readonly RoleAt[]): readonly Grant[] {
  return grants.flatMap((each) => {
    const known = parse(grant, each)
    return known.ok ? known.value : []
  })
}

type Holder = Pick<Principal, 'grants' | 'onlyLock'>

/** The tops of what a principal has a right to; each stands for all below it. */
export function gatesWith({ grants, onlyLock }: Holder, right: Right): readonly GatePath[] {
  if (onlyLock !== null && right !== 'attend') return []
  return [...new Set(grants.flatMap(({ role, gate }) => (rightsOf[role].includes(right) ? gate : [])))]
}

/** Whether a principal has a right at any gate at all. */
export const has = (principal: Holder, right: Right): boolean => gatesWith(principal, right).length > 0

/** Whether a principal has a right at a gate. */
export const mayAt = (principal: Holder, right: Right, gate: GatePath): boolean =>
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
