import type { GrantRole } from '@boss-deployer/protocol'

/** What a person may be made. The others are for programs. */
export const personRoles: readonly GrantRole[] = ['viewer', 'approver', 'operator']
