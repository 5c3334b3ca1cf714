interface RoleAt {
  readonly role: string
  readonly gate: string
}

/** What somebody may do, in words: `approver at shop, viewer at root`. */
export const sayGrants = (grants: readonly RoleAt[]): string =>
  grants.length === 0 ? 'may do nothing yet' : grants.map(({ role, gate }) => `${role} at ${gate}`).join(', ')
