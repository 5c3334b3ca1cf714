import { type GatePath, isAtOrBelow, ROOT, withAncestors } from './path.ts'

/** Whoever may hold something at a gate. */
export type HolderKind = 'token' | 'server' | 'gadget' | 'person'

/** A role at a gate. The core knows no role: whoever made the change has checked it. */
export interface HeldRole {
  readonly role: string
  readonly gate: GatePath
}

/** Who may do what from now on: of a token, a server, a gadget or a person. It holds no secret. */
export interface Access {
  readonly kind: HolderKind
  /** `reset`: a new way to sign in was asked for, or was set; what is held stays. */
  readonly change: 'made' | 'changed' | 'revoked' | 'reset'
  /** The principal, such as `token:shop-ci`. */
  readonly subject: string
  readonly name: string
  /** What it holds now; when revoked, what it held. */
  readonly grants: readonly HeldRole[]
  /** The groups that a policy may name instead of this principal. */
  readonly groups: readonly string[]
  /** Milliseconds since 1970; null: it has no end. */
  readonly expiresAt: number | null
}

/** The lowest gate at or above all of these; the root where there are none. */
export function topOf(gates: readonly GatePath[]): GatePath {
  const [one] = gates
  if (one === undefined) return ROOT
  return withAncestors(one).find((top) => gates.every((gate) => isAtOrBelow(gate, top))) ?? ROOT
}
