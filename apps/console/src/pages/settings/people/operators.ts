import type { Grant } from '@boss-deployer/protocol'

interface Somebody {
  readonly id: string
  readonly grants: readonly { readonly role: string; readonly gate: string }[]
  readonly revokedAt: string | null
}

const operatesAll = (grants: readonly { readonly role: string; readonly gate: string }[]): boolean =>
  grants.some(({ role, gate }) => role === 'operator' && gate === 'root')

/**
 * Whether nobody would be left who operates everything, if this person held these grants from now on; none: if they
 * were let in no more. Who does not operate everything now can be changed freely.
 */
export function leavesNoOperator(people: readonly Somebody[], id: string, grants: readonly Grant[]): boolean {
  const operators = people.filter((it) => it.revokedAt === null && operatesAll(it.grants))
  return operators.length === 1 && operators[0]?.id === id && !operatesAll(grants)
}
