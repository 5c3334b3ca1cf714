import * as z from 'zod/mini'
import type { Role } from './fields.ts'
import { gate } from './fields.ts'

/** What somebody may do at a gate and all below it. To attend is to follow and claim a lock that was asked for. */
export type Right = 'ask' | 'attend' | 'relay' | 'view' | 'decide' | 'operate'

/** What somebody may be made, gate by gate. */
export const grantRole = z.enum(['pipeline', 'server', 'viewer', 'approver', 'operator'])
export type GrantRole = z.infer<typeof grantRole>

/** A role at a gate, which holds for all below it; at `root` it holds everywhere. */
export const grant = z.strictObject({ role: grantRole, gate })
export type Grant = z.infer<typeof grant>

/** The rights of each role, once: every door of the link is opened by a right. */
export const rightsOf: Readonly<Record<GrantRole, readonly Right[]>> = {
  pipeline: ['ask', 'attend'],
  server: ['relay'],
  viewer: ['view'],
  approver: ['view', 'decide'],
  operator: ['view', 'decide', 'operate'],
}

/** The rights in which a connection of each role speaks. The first is the one that it takes to connect. */
export const rightsOfConnection: Readonly<Record<Role, readonly [Right, ...Right[]]>> = {
  pipeline: ['attend', 'ask'],
  server: ['relay'],
  console: ['view', 'decide', 'operate'],
}
