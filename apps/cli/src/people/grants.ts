import type { GrantRole } from '@boss-deployer/protocol'

export interface RoleAt {
  readonly role: string
  readonly gate: string
}

/** A role at each of these gates; everywhere where none is named. */
export const rolesAt = (role: GrantRole, gates: readonly string[]): readonly { role: GrantRole; gate: string }[] =>
  (gates.length > 0 ? gates : ['root']).map((gate) => ({ role, gate }))

const isIn = (list: readonly RoleAt[], { role, gate }: RoleAt) =>
  list.some((each) => each.role === role && each.gate === gate)

/** What is held and what comes to it, each once. */
export const withGrants = (held: readonly RoleAt[], more: readonly RoleAt[]): readonly RoleAt[] => [
  ...held,
  ...more.filter((each, index) => !isIn(held, each) && !isIn(more.slice(0, index), each)),
]

/** What is left. A grant at a gate above is another grant: it stays. */
export const withoutGrants = (held: readonly RoleAt[], taken: readonly RoleAt[]): readonly RoleAt[] =>
  held.filter((each) => !isIn(taken, each))
