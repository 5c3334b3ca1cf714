import { isAtOrBelow } from '@boss-deployer/gate'
import { grantRole, type Right, rightsOf } from '@boss-deployer/protocol'
import type { Session } from './session.ts'

/**
 * Whether one has this right at a gate; at any, where none is named. It decides what is offered: the link decides what
 * is done.
 */
export const mayAt = ({ grants }: Pick<Session, 'grants'>, right: Right, gate?: string): boolean =>
  grants.some((grant) => {
    const role = grantRole.safeParse(grant.role)
    return role.success && rightsOf[role.data].includes(right) && (gate === undefined || isAtOrBelow(gate, grant.gate))
  })
