import { type Actor, type GatePath, isAtOrBelow, type Via } from '@boss-deployer/gate'
import type { Role } from '@boss-deployer/protocol'
import type { Credential } from '@boss-deployer/store'

/** Who speaks, as the link knows it. */
export interface Principal {
  readonly credential: string
  readonly subject: string
  readonly name: string
  readonly roles: readonly string[]
  /** The gates it may speak of, each with all below it; null: all. */
  readonly gates: readonly GatePath[] | null
  readonly expiresAt: number | null
  readonly via: Via
}

export const principalOf = (credential: Credential): Principal => ({
  credential: credential.id,
  subject: credential.subject,
  name: credential.name,
  roles: credential.roles,
  gates: credential.gates,
  expiresAt: credential.expiresAt,
  via: credential.kind === 'session' ? 'console' : 'api',
})

export const hasRole = ({ roles }: Principal, role: Role): boolean => roles.includes(role)

/** Whether a gate is in this principal's reach. */
export const reaches = ({ gates }: Principal, gate: GatePath): boolean =>
  gates === null || gates.some((top) => isAtOrBelow(gate, top))

/** Whether the mode of a gate concerns this principal: of one in its reach, or of one above, which holds for all below. */
export const isConcerned = (principal: Principal, gate: GatePath): boolean =>
  reaches(principal, gate) || (principal.gates?.some((top) => isAtOrBelow(top, gate)) ?? false)

export const actorOf = ({ subject, name, via }: Principal): Actor => ({
  id: subject,
  name,
  via,
  device: null,
  groups: [],
})
