import type { RestClient } from '@boss-deployer/client/rest'
import { routes } from '@boss-deployer/protocol'
import * as z from 'zod/mini'
import { must } from '../command/problem.ts'
import { type RoleAt, rolesAt } from './grants.ts'

interface Invitation {
  readonly name: string
  readonly grants: readonly RoleAt[]
  readonly groups: readonly string[]
}

/** Makes an address by which one person joins, once. */
export const invite = async (operator: RestClient, body: Invitation) =>
  must(await operator.call('POST', '/people/invitations', { body, schema: routes['POST /people/invitations'].answer }))

const waysIn = z.object({ has_people: z.boolean() })

export const FIRST = 'first operator'

/** The address by which the first operator joins; null where somebody is there already. */
export async function inviteFirst(operator: RestClient) {
  const { hasPeople } = must(await operator.call('GET', '/sign-in', { schema: waysIn }))
  return hasPeople ? null : invite(operator, { name: FIRST, grants: rolesAt('operator', []), groups: [] })
}
